with

versions as (

    select * from {{ source('raw_salesforce', 'campaign') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'coalesce(system_modstamp, last_modified_date)'
        ) }}

),

campaigns as (

    select
        source_system,
        {{ salesforce_id('id') }} as campaign_id,
        name,
        type as campaign_type,
        status,
        budgeted_cost,
        actual_cost,
        currency_iso_code as currency,
        start_date as starts_on,
        end_date as ends_on,
        {{ is_gone() }} as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from latest_versions

)

select * from campaigns
