with

members as (

    select * from {{ ref('stg_zoho__campaign_member') }}
    where not is_deleted

),

campaigns as (

    select * from {{ ref('stg_zoho__campaign') }}

),

people as (

    select * from {{ ref('int_zoho__leads') }}

),

response_statuses as (

    select * from {{ ref('campaign_response_statuses') }}
    where source = 'zoho'

),

-- Zoho does not date a membership. One that no loader dated either began
-- with the campaign, or with the person if later.
dated_members as (

    select
        members.source_system,
        members.campaign_id,
        members.lead_id,
        members.status,
        members.updated_at,
        response_statuses.status is not null as has_responded,
        coalesce(
            members.created_at,
            greatest({{ start_of_day('campaigns.starts_on') }}, people.created_at),
            campaigns.created_at
        ) as created_at

    from members
    left join campaigns
        on
            members.source_system = campaigns.source_system
            and members.campaign_id = campaigns.campaign_id
    left join people
        on
            members.source_system = people.source_system
            and members.lead_id = people.lead_id
    left join response_statuses
        on lower(trim(members.status)) = response_statuses.status

),

campaign_members as (

    select
        source_system,
        concat(campaign_id, '-', lead_id) as campaign_member_id,
        campaign_id,
        lead_id,
        cast(null as string) as email,
        status,
        created_at,
        case when has_responded then coalesce(updated_at, created_at) end as responded_at,
        updated_at

    from dated_members
    where created_at <= {{ as_of() }}

)

select * from campaign_members
