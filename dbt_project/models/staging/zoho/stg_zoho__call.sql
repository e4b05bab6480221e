with

versions as (

    select * from {{ source('raw_zoho', 'call') }}

),

calls as (

    select
        source_system,
        id as call_id,
        lower(trim(call_type)) as call_type,
        call_result,
        lower(trim(outgoing_call_status)) as call_status,
        who_id,
        what_id,
        lower(se_module) as what_module,
        owner_id,
        call_start_time as started_at,
        coalesce(is_deleted, _fivetran_deleted, false) as is_deleted,
        created_time as created_at,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from calls
