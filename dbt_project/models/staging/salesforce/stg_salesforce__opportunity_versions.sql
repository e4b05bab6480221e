with

versions as (

    select * from {{ source('raw_salesforce', 'opportunity') }}

),

-- A record that arrives twice with one moment of change was read twice: the later reading holds.
known_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id'), 'system_modstamp', 'last_modified_date'], 'null'
        ) }}

),

opportunity_versions as (

    select
        source_system,
        {{ salesforce_id('id') }} as opportunity_id,
        {{ salesforce_id('account_id') }} as account_id,
        {{ salesforce_id('contact_id') }} as contact_id,
        name,
        type as opportunity_type,
        amount,
        currency_iso_code as currency,
        stage_name as stage,
        probability / 100 as probability,
        is_closed,
        is_won,
        lead_source,
        {{ salesforce_id('campaign_id') }} as campaign_id,
        {{ salesforce_id('owner_id') }} as owner_id,
        close_date as close_on,
        last_stage_change_date as stage_changed_at,
        {{ is_gone() }} as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from known_versions

)

select * from opportunity_versions
