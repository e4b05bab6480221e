-- A view: by default it only renames what is there already.
{{ config(materialized='view') }}

with

touchpoints as (

    select
        *,
        coalesce(channel, 'unknown') as known_channel,
        coalesce(campaign_id, '(none)') as known_campaign_id

    from {{ ref('int_touchpoints') }}
    where is_counted and person_id is not null

),

kinds_of_accounts as (

    select distinct scope
    from {{ ref('conversion_kinds') }}
    where scope = 'account'

),

touches_of_accounts as (

    select
        touchpoints.*,
        row_number() over (account_order) as account_touch_number,
        lead(touchpoints.known_channel) over (account_order) as account_next_channel

    from touchpoints
    cross join kinds_of_accounts
    where touchpoints.account_id is not null
    window
        account_order as (
            partition by touchpoints.account_id
            order by touchpoints.occurred_at, touchpoints.touchpoint_id
        )

),

walker_touches as (

    select
        person_id as walker_id,
        case when account_id is null then 'person without account' else 'person' end as walker_kind,
        touchpoint_id,
        occurred_at,
        touch_number,
        known_channel as channel,
        next_channel,
        known_campaign_id as campaign_id
    from touchpoints

    union all

    select
        account_id as walker_id,
        'account' as walker_kind,
        touchpoint_id,
        occurred_at,
        cast(account_touch_number as int) as touch_number,
        known_channel as channel,
        account_next_channel as next_channel,
        known_campaign_id as campaign_id
    from touches_of_accounts

)

select * from walker_touches
