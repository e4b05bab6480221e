{% set news = {'touchpoint_id': 'int_touchpoint_news', 'load_id': none} %}
{{ config(meta={'news': news}) }}

with

touchpoints as (

    select * from {{ news_in('int_received_touchpoints', news) }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

internal_people as (

    select * from {{ ref('int_internal_people') }}

),

person_accounts as (

    select * from {{ ref('int_person_accounts') }}

),

campaigns as (

    select
        campaign_id,
        min(lower(utm_source)) as utm_source,
        min(lower(utm_medium)) as utm_medium,
        min(lower(trim(campaign_type))) as campaign_type

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
        touchpoints.touchpoint_id,
        touchpoints.is_response,
        touchpoints.touchpoint_type,
        touchpoints.url,
        touchpoints.campaign_id,
        touchpoints.received_at,
        touchpoints.product_line,
        touchpoints.content,
        touchpoints.load_id,
        identity_people.person_id,
        person_accounts.account_id,
        touchpoint_types.funnel_stage,
        campaigns.campaign_type,
        -- A clock that runs ahead is put right by the moment of arrival.
        least(touchpoints.occurred_at, coalesce(touchpoints.received_at, touchpoints.occurred_at))
            as occurred_at,
        coalesce(lower(touchpoints.utm_source), campaigns.utm_source) as utm_source,
        coalesce(lower(touchpoints.utm_medium), campaigns.utm_medium) as utm_medium,
        -- Whoever moves from page to page of one site comes from nowhere.
        case
            when touchpoints.referrer is not null
                then nullif(
                    {{ domain_of('touchpoints.referrer') }}, {{ domain_of('touchpoints.url') }}
                )
        end as referrer_domain,
        case
            when not touchpoint_types.is_touch then 'outbound'
            when user_agents.user_agent is not null then user_agents.reason
            when touchpoints.is_machine then 'machine'
            when internal_people.person_id is not null then 'internal'
            when touchpoints.occurred_at > touchpoints.received_at then 'future'
        end as excluded_reason

    from touchpoints
    left join identity_people
        on touchpoints.identity_key = identity_people.identity_key
    left join internal_people
        on identity_people.person_id = internal_people.person_id
    left join person_accounts
        on identity_people.person_id = person_accounts.person_id
    left join campaigns
        on touchpoints.campaign_id = campaigns.campaign_id
    left join touchpoint_types
        on touchpoints.touchpoint_type = touchpoint_types.touchpoint_type
    left join user_agents
        on touchpoints.user_agent = user_agents.user_agent

)

select * from identified_touchpoints
