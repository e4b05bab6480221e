with

stages as (

    select * from {{ ref('lifecycle_stages') }}
    where path_position is not null

),

settings as (

    select * from {{ ref('int_probability_settings') }}

),

-- Whoever is further on the path has been at the stage, whether or not anybody wrote that down.
outcome_stages as (

    select stages.stage

    from stages
    inner join stages as wanted
        on stages.path_position >= wanted.path_position
    inner join settings
        on wanted.stage = settings.outcome_stage

),

-- Not what the score says of them: it would foretell itself, and its rules could not be reviewed
-- before it is computed.
evidence as (

    {{ union_of(
        ['int_lifecycle_statuses', 'int_lifecycle_deals', 'int_lifecycle_orders'],
        ['person_id', 'stage', 'occurred_at'],
    ) }}

),

scoring_outcomes as (

    select
        evidence.person_id,
        min(evidence.occurred_at) as converted_at

    from evidence
    inner join outcome_stages
        on evidence.stage = outcome_stages.stage
    group by evidence.person_id

)

select * from scoring_outcomes
