{#
    What campaigns did cost, told without days: laid evenly over those that each ran until its cost was last told.
    `campaigns` has starts_on, ends_on, created_at, updated_at, actual_cost, currency and is_deleted.
#}
{% macro spend_of_campaigns(campaigns, platform) %}
with

campaigns as (

    select
        *,
        {{ local_date('created_at') }} as created_on,
        {{ local_date('updated_at') }} as updated_on

    from {{ campaigns }}
    where actual_cost > 0 and not is_deleted

),

running_campaigns as (

    select
        *,
        coalesce(starts_on, created_on) as first_day,
        case
            when ends_on is null then coalesce(starts_on, created_on)
            else greatest(coalesce(starts_on, created_on), least(ends_on, updated_on))
        end as last_day

    from campaigns

),

campaign_days as (

    select
        *,
        {{ each_day('first_day', 'last_day') }} as spend_on

    from running_campaigns

),

numbered_days as (

    select
        *,
        {{ days_between('first_day', 'spend_on') }} as days_before,
        {{ days_between('first_day', 'last_day') }} + 1 as day_count

    from campaign_days
    where spend_on <= {{ local_date(as_of()) }}

),

-- The cost up to a day, less the cost up to the day before: cents neither vanish nor appear.
daily_costs as (

    select
        source_system,
        spend_on,
        '{{ platform }}' as platform,
        campaign_id,
        name as campaign_name,
        cast(null as string) as utm_source,
        cast(null as string) as utm_medium,
        cast(
            {{ rounded("actual_cost * " ~ safe_divide('days_before + 1', 'day_count'), 2) }}
            - {{ rounded("actual_cost * " ~ safe_divide('days_before', 'day_count'), 2) }}
            as decimal(18, 2)
        ) as cost,
        currency,
        cast(null as bigint) as impressions,
        cast(null as bigint) as clicks,
        updated_at

    from numbered_days

)

select * from daily_costs
{% endmacro %}
