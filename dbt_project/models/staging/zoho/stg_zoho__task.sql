with

versions as (

    select * from {{ source('raw_zoho', 'task') }}

),

tasks as (

    select
        source_system,
        id as task_id,
        status,
        who_id,
        what_id,
        lower(se_module) as what_module,
        owner_id,
        closed_time as closed_at,
        coalesce(is_deleted, _fivetran_deleted, false) as is_deleted,
        created_time as created_at,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from tasks
