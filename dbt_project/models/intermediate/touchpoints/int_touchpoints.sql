{% set news = {
    'person_id': {
        'somebody': 'int_touch_news',
        'nobody': {'touchpoint_id': 'int_nobodys_touch_news'},
    },
} %}
{{ config(meta={'news': news}) }}

with

judged_touchpoints as (

    select * from {{ ref('int_judged_touchpoints') }}

),

lead_source_touchpoints as (

    select * from {{ news_in('int_lead_source_touchpoints', news) }}

),

channel_matches as (

    select * from {{ ref('int_channel_matches') }}

),

channelled_touchpoints as (

    select
        judged_touchpoints.touchpoint_id,
        judged_touchpoints.person_id,
        judged_touchpoints.account_id,
        judged_touchpoints.occurred_at,
        judged_touchpoints.received_at,
        judged_touchpoints.touchpoint_type,
        channel_matches.channel,
        judged_touchpoints.campaign_id,
        judged_touchpoints.funnel_stage,
        judged_touchpoints.product_line,
        judged_touchpoints.content,
        judged_touchpoints.excluded_reason,
        judged_touchpoints.source_system

    from judged_touchpoints
    inner join channel_matches
        on
            judged_touchpoints.touchpoint_type
            is not distinct from channel_matches.touchpoint_type
            and judged_touchpoints.utm_source is not distinct from channel_matches.utm_source
            and judged_touchpoints.utm_medium is not distinct from channel_matches.utm_medium
            and judged_touchpoints.referrer_domain
            is not distinct from channel_matches.referrer_domain
            and judged_touchpoints.campaign_type is not distinct from channel_matches.campaign_type
            and channel_matches.lead_source is null
    union all
    select
        touchpoint_id,
        person_id,
        account_id,
        occurred_at,
        null as received_at,
        touchpoint_type,
        channel,
        campaign_id,
        funnel_stage,
        null as product_line,
        null as content,
        excluded_reason,
        source_system

    from lead_source_touchpoints

),

dated_touchpoints as (

    select
        *,
        {{ local_date('occurred_at') }} as occurred_on,
        excluded_reason is null as is_counted

    from channelled_touchpoints

),

-- Ordered once, here, and only where an order means something.
numbered_touchpoints as (

    select
        *,
        cast(row_number() over (person_order) as int) as touch_number,
        lead(channel) over (person_order) as next_channel

    from dated_touchpoints
    where is_counted and person_id is not null
    window person_order as (partition by person_id order by occurred_at, touchpoint_id)

),

touchpoints as (

    select * from numbered_touchpoints
    union all
    select
        *,
        null as touch_number,
        null as next_channel

    from dated_touchpoints
    where not is_counted or person_id is null

)

select * from touchpoints
