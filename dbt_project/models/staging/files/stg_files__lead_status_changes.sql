with

versions as (

    select * from {{ source('raw_files', 'leads') }}

),

-- Every version of a record says what its status was when it was written, a deleted one's too.
lead_status_changes as (

    select
        source_system,
        lead_id,
        status,
        pipeline,
        coalesce(updated_at, created_at) as changed_at

    from versions
    where status is not null and {{ known_by_as_of('created_at', 'updated_at') }}

)

select * from lead_status_changes
