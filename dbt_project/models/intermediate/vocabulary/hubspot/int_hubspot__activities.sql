with

engaged_contacts as (

    select * from {{ ref('int_hubspot__engaged_contacts') }}

),

engagement_deals as (

    select * from {{ ref('stg_hubspot__engagement_deal') }}

),

merged_away as (

    select * from {{ ref('int_hubspot__merged_away') }}
    where object_type = 'deal'

),

outcomes as (

    select * from {{ ref('activity_outcome_map') }}
    where source = 'hubspot'

),

-- Of several deals the one HubSpot knew first; a merged deal's is that of the deal it is now.
engaged_deals as (

    select
        engagement_deals.source_system,
        engagement_deals.engagement_id,
        coalesce(merged_away.surviving_id, engagement_deals.deal_id) as deal_id

    from engagement_deals
    left join merged_away
        on
            engagement_deals.source_system = merged_away.source_system
            and engagement_deals.deal_id = merged_away.record_id
    qualify
        row_number() over (
            partition by engagement_deals.source_system, engagement_deals.engagement_id
            order by try_cast(deal_id as bigint) nulls last, deal_id
        ) = 1

),

-- What the contact did, an incoming mail, is a touch; what was planned, failed or called off is
-- known to the seed, with no outcome.
activities as (

    select
        engaged_contacts.source_system,
        engaged_contacts.engaged_contact_id as activity_id,
        engaged_contacts.contact_id as lead_id,
        cast(null as string) as email,
        engaged_deals.deal_id as opportunity_id,
        engaged_contacts.engagement_type as activity_type,
        coalesce(outcomes.outcome, replace(engaged_contacts.result, '_', ' ')) as outcome,
        engaged_contacts.owner_id,
        engaged_contacts.occurred_at,
        engaged_contacts.updated_at

    from engaged_contacts
    left join outcomes
        on
            engaged_contacts.engagement_type = outcomes.activity_type
            and engaged_contacts.result = outcomes.value
    left join engaged_deals
        on
            engaged_contacts.source_system = engaged_deals.source_system
            and engaged_contacts.engagement_id = engaged_deals.engagement_id
    where
        coalesce(engaged_contacts.direction, '') not in ('incoming_email', 'forwarded_email')
        and (outcomes.value is null or outcomes.outcome is not null)

)

select * from activities
