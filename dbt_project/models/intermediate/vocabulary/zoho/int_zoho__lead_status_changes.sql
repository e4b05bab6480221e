with

lead_states as (

    select * from {{ ref('stg_zoho__lead_history') }}

),

leads as (

    select * from {{ ref('stg_zoho__lead') }}

),

-- A converted lead keeps the status that it had, so its conversion
-- is the last thing that its status tells.
lead_status_changes as (

    select
        source_system,
        lead_id,
        status,
        cast(null as string) as pipeline,
        stated_at as changed_at

    from lead_states
    where status is not null and not is_converted
    union
    select
        source_system,
        lead_id,
        'Converted' as status,
        cast(null as string) as pipeline,
        converted_at as changed_at

    from leads
    where converted_at is not null

)

select * from lead_status_changes
