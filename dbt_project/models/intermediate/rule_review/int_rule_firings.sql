with

examples as (

    select * from {{ ref('int_scoring_examples') }}
    where sample = 'training'

),

snapshots as (

    select * from {{ ref('int_scoring_snapshots') }}
    where sample = 'training'

),

touchpoints as (

    select * from {{ ref('int_scored_touchpoints') }}
    where person_id in (select person_id from examples)

),

attributes as (

    select * from {{ ref('int_scored_attributes') }}
    where person_id in (select person_id from examples)

),

rules as (

    select * from {{ ref('int_reviewed_rules') }}

),

firing_worths as (

    select * from {{ ref('int_firing_worths') }}

),

all_firings as (

    select
        touchpoints.person_id,
        firing_worths.rule_id,
        firing_worths.snapshot_at,
        firing_worths.firing_worth

    from touchpoints
    inner join firing_worths
        on
            touchpoints.rule_set = firing_worths.rule_set
            and touchpoints.rule_id = firing_worths.rule_id
            and touchpoints.occurred_on = firing_worths.occurred_on

    union all

    select
        attributes.person_id,
        rules.rule_id,
        snapshots.snapshot_at,
        cast(1 as decimal(18, 9)) as firing_worth

    from attributes
    inner join rules
        on
            attributes.rule_set = rules.rule_set
            and attributes.rule_id = rules.rule_id
    inner join snapshots
        on
            attributes.starts_on <= snapshots.snapshot_on
            and (attributes.ends_on is null or attributes.ends_on >= snapshots.snapshot_on)

),

rule_firings as (

    select
        examples.person_id,
        examples.snapshot_at,
        examples.converted,
        all_firings.rule_id,
        cast(sum(all_firings.firing_worth) as decimal(18, 9)) as firings

    from all_firings
    inner join examples
        on
            all_firings.person_id = examples.person_id
            and all_firings.snapshot_at = examples.snapshot_at
    group by
        examples.person_id, examples.snapshot_at, examples.converted, all_firings.rule_id

)

select * from rule_firings
