with

versions as (

    select * from {{ source('raw_salesforce', 'task') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_date', 'coalesce(system_modstamp, last_modified_date)') }}
    qualify
        {{ is_latest_version(
            ['source_system', salesforce_id('id')], 'coalesce(system_modstamp, last_modified_date)'
        ) }}

),

tasks as (

    select
        source_system,
        {{ salesforce_id('id') }} as task_id,
        {{ salesforce_id('who_id') }} as who_id,
        {{ salesforce_id('what_id') }} as what_id,
        {{ salesforce_id('owner_id') }} as owner_id,
        type,
        task_subtype,
        status,
        call_type,
        call_disposition,
        coalesce(is_closed, false) as is_closed,
        activity_date as activity_on,
        completed_date_time as completed_at,
        {{ is_gone() }} as is_deleted,
        created_date as created_at,
        coalesce(system_modstamp, last_modified_date) as updated_at

    from latest_versions

)

select * from tasks
