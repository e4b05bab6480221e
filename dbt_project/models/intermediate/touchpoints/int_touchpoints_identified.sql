with

touchpoints as (

    select * from {{ ref('int_all_touchpoints') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

person_attributes as (

    select * from {{ ref('int_person_attributes') }}
    where invalid_reason in ('internal', 'test')

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

campaigns as (

    select
        campaign_id,
        min(utm_source) as utm_source,
        min(utm_medium) as utm_medium

    from {{ ref('int_all_campaigns') }}
    group by campaign_id

),

touchpoint_types as (

    select * from {{ ref('touchpoint_types') }}

),

user_agents as (

    select * from {{ ref('int_bot_user_agents') }}

),

identified_touchpoints as (

    select
        touchpoints.source_system,
        touchpoints.touchpoint_type,
        touchpoints.received_at,
        touchpoints.product_line,
        touchpoints.content,
        identity_people.person_id,
        person_accounts.account_id,
        touchpoint_types.funnel_stage,
        {{ hash_key(['touchpoints.source_system', 'touchpoints.touchpoint_id']) }} as touchpoint_id,
        coalesce(touchpoints.campaign_id, touchpoints.utm_campaign) as campaign_id,
        -- A clock that runs ahead is put right by the moment of arrival.
        least(touchpoints.occurred_at, coalesce(touchpoints.received_at, touchpoints.occurred_at))
            as occurred_at,
        lower(coalesce(touchpoints.utm_source, campaigns.utm_source)) as utm_source,
        lower(coalesce(touchpoints.utm_medium, campaigns.utm_medium)) as utm_medium,
        nullif(
            regexp_extract(lower(touchpoints.referrer), '^(https?://)?(www[.])?([^/:?#]+)', 3), ''
        ) as referrer_domain,
        case
            when not touchpoint_types.is_touch then 'outbound'
            when user_agents.user_agent is not null then user_agents.reason
            when person_attributes.person_id is not null then 'internal'
            when touchpoints.occurred_at > touchpoints.received_at then 'future'
        end as excluded_reason

    from touchpoints
    left join identity_people
        on touchpoints.identity_key = identity_people.identity_key
    left join person_attributes
        on identity_people.person_id = person_attributes.person_id
    left join person_accounts
        on identity_people.person_id = person_accounts.person_id
    left join campaigns
        on coalesce(touchpoints.campaign_id, touchpoints.utm_campaign) = campaigns.campaign_id
    left join touchpoint_types
        on touchpoints.touchpoint_type = touchpoint_types.touchpoint_type
    left join user_agents
        on touchpoints.user_agent = user_agents.user_agent

)

select * from identified_touchpoints
