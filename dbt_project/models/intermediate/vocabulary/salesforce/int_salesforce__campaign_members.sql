with

campaign_members as (

    select
        *,
        {{ start_of_day('responded_on') }} as responded_day_at

    from {{ ref('stg_salesforce__campaign_member') }}
    where not is_deleted

),

-- A member who was converted is both; the contact is who it is now.
people_in_campaigns as (

    select
        source_system,
        campaign_member_id,
        campaign_id,
        coalesce(contact_id, lead_id) as lead_id,
        cast(null as string) as email,
        status,
        created_at,
        -- Only the day is known: who was added on it answered no earlier than that.
        case
            when responded_day_at <= {{ as_of() }} then greatest(responded_day_at, created_at)
        end as responded_at,
        updated_at

    from campaign_members

)

select * from people_in_campaigns
