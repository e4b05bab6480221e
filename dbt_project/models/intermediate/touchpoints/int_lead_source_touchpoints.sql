{% set news = {'person_id': 'int_touch_news'} %}
{{ config(meta={'news': news}) }}

with

lead_records as (

    select * from {{ news_in('int_lead_records', news) }}
    where lead_source is not null

),

judged_touchpoints as (

    select * from {{ ref('int_judged_touchpoints') }}

),

person_accounts as (

    select * from {{ news_in('int_person_accounts', news) }}

),

channel_matches as (

    select * from {{ ref('int_channel_matches') }}
    where touchpoint_type = 'lead_source'

),

touchpoint_types as (

    select * from {{ ref('touchpoint_types') }}
    where touchpoint_type = 'lead_source'

),

first_touches as (

    select
        person_id,
        min(occurred_at) as first_touch_at

    from judged_touchpoints
    where excluded_reason is null and person_id is not null
    group by person_id

),

numbered_records as (

    select
        *,
        row_number() over (
            partition by person_id
            order by created_at, source_system, lead_id
        ) as record_number

    from lead_records

),

-- What a CRM says about the source counts only where nothing earlier tells more.
lead_source_touchpoints as (

    select
        {{ hash_key([
            "'lead_source'", 'numbered_records.source_system', 'numbered_records.lead_id',
        ]) }}
            as touchpoint_id,
        numbered_records.person_id,
        person_accounts.account_id,
        numbered_records.created_at as occurred_at,
        touchpoint_types.touchpoint_type,
        channel_matches.channel,
        numbered_records.campaign_id,
        touchpoint_types.funnel_stage,
        case
            when
                numbered_records.record_number > 1
                or first_touches.first_touch_at <= numbered_records.created_at
                then 'covered_by_touch'
            when numbered_records.invalid_reason in ('internal', 'test') then 'internal'
        end as excluded_reason,
        numbered_records.source_system

    from numbered_records
    cross join touchpoint_types
    inner join channel_matches
        on lower(trim(numbered_records.lead_source)) = channel_matches.lead_source
    left join first_touches
        on numbered_records.person_id = first_touches.person_id
    left join person_accounts
        on numbered_records.person_id = person_accounts.person_id

)

select * from lead_source_touchpoints
