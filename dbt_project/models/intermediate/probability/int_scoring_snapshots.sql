{% set tests_begin_at = 'min(case when is_test then snapshot_at end) over ()' %}
with

known_people as (

    select * from {{ ref('int_known_people') }}
    where is_valid

),

settings as (

    select * from {{ ref('int_probability_settings') }}

),

moments as (

    select
        scored_at,
        {{ local_date('scored_at') }} as scored_on

    from {{ ref('int_score_moments') }}

),

period as (

    select
        min(known_people.known_on) as first_on,
        max(moments.scored_on) as last_on

    from known_people
    cross join moments

),

days as (

    select {{ each_day('first_on', 'last_on') }} as day_on

    from period

),

months as (

    select
        days.day_on as snapshot_on,
        {{ start_of_day('days.day_on') }} as snapshot_at,
        {{ add_days('days.day_on', 'settings.horizon_days') }} as horizon_ends_on

    from days
    cross join settings
    where days.day_on = {{ month_of('days.day_on') }}

),

past_snapshots as (

    select
        months.snapshot_on,
        months.snapshot_at,
        {{ start_of_day('months.horizon_ends_on') }} as horizon_ends_at,
        horizon_ends_at <= moments.scored_at as is_ripe

    from months
    cross join moments
    where months.snapshot_at < moments.scored_at

),

tested_snapshots as (

    select
        past_snapshots.*,
        past_snapshots.is_ripe
        and row_number() over (
            partition by past_snapshots.is_ripe order by past_snapshots.snapshot_at desc
        ) <= settings.test_snapshots as is_test

    from past_snapshots
    cross join settings

),

-- Whoever stood at the first tested snapshot knew the outcomes of training, and no others.
scoring_snapshots as (

    select
        snapshot_on,
        snapshot_at,
        horizon_ends_at,
        false as is_current,
        is_ripe,
        case
            when is_test then 'test'
            when horizon_ends_at <= {{ tests_begin_at }} then 'training'
        end as sample,
        case when is_test then {{ tests_begin_at }} end as tests_begin_at

    from tested_snapshots

    union all

    select
        scored_on as snapshot_on,
        scored_at as snapshot_at,
        cast(null as timestamp) as horizon_ends_at,
        true as is_current,
        false as is_ripe,
        cast(null as string) as sample,
        cast(null as timestamp) as tests_begin_at

    from moments

)

select * from scoring_snapshots
