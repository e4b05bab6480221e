with

versions as (

    select * from {{ source('raw_salesforce', 'event') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'coalesce(system_modstamp, last_modified_date)'
        ) }}

),

events as (

    select
        source_system,
        {{ salesforce_id('id') }} as event_id,
        {{ salesforce_id('who_id') }} as who_id,
        {{ salesforce_id('what_id') }} as what_id,
        {{ salesforce_id('owner_id') }} as owner_id,
        type,
        coalesce(is_child, false) as is_child,
        coalesce(start_date_time, activity_date_time) as starts_at,
        {{ is_gone() }} as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from latest_versions

)

select * from events
