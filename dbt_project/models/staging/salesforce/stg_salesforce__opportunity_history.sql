with

versions as (

    select * from {{ source('raw_salesforce', 'opportunity_history') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'system_modstamp') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'system_modstamp'
        ) }}

),

opportunity_changes as (

    select
        source_system,
        {{ salesforce_id('id') }} as opportunity_change_id,
        {{ salesforce_id('opportunity_id') }} as opportunity_id,
        stage_name as stage,
        amount,
        currency_iso_code as currency,
        probability / 100 as probability,
        created_date as changed_at

    from latest_versions

)

select * from opportunity_changes
