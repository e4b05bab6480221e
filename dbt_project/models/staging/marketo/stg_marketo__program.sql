with

versions as (

    select * from {{ source('raw_marketo', 'program') }}

),

programs as (

    select
        source_system,
        id as program_id,
        name,
        channel,
        status,
        start_date as starts_at,
        end_date as ends_at,
        coalesce(_fivetran_deleted, false) as is_deleted,
        updated_at

    from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

)

select * from programs
