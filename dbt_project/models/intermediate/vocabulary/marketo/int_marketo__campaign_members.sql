with

status_changes as (

    select
        *,
        -- The same success is told with its day by some statuses and only by its change by others.
        case when is_success then coalesce(succeeded_at, occurred_at) end as responded_at

    from {{ ref('stg_marketo__activity_change_status_in_progression') }}

),

campaign_members as (

    select
        source_system,
        concat(program_id, '-', lead_id) as campaign_member_id,
        program_id as campaign_id,
        lead_id,
        cast(null as string) as email,
        max_by(new_status, occurred_at) as status,
        min(occurred_at) as created_at,
        min(responded_at) as responded_at,
        max(occurred_at) as updated_at

    from status_changes
    group by source_system, program_id, lead_id

)

select * from campaign_members
