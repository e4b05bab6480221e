with

snapshots as (

    select * from {{ ref('int_scoring_snapshots') }}
    where sample = 'training'

),

rules as (

    select * from {{ ref('int_reviewed_rules') }}

),

touched_days as (

    select distinct occurred_on from {{ ref('int_scored_touchpoints') }}

),

aged_days as (

    select
        touched_days.occurred_on,
        snapshots.snapshot_at,
        {{ days_between('touched_days.occurred_on', 'snapshots.snapshot_on') }} as days_since

    from touched_days
    inner join snapshots
        on touched_days.occurred_on < snapshots.snapshot_on

),

-- What a firing of that day is still worth at the snapshot; one that has faded has not fired.
firing_worths as (

    select
        rules.rule_set,
        rules.rule_id,
        aged_days.occurred_on,
        aged_days.snapshot_at,
        cast(round(
            power(2, -coalesce(aged_days.days_since / rules.half_life_days, 0)), 9
        ) as decimal(18, 9)) as firing_worth

    from rules
    inner join aged_days
        on aged_days.days_since <= coalesce(rules.firing_days, aged_days.days_since)

)

select * from firing_worths
