with

handoffs as (

    select * from {{ ref('int_handoffs') }}

),

intervals as (

    select * from {{ ref('lifecycle_intervals') }}

),

stages as (

    select * from {{ ref('lifecycle_stages') }}

),

statuses as (

    select
        person_id,
        stage,
        occurred_at,
        min(value) as value

    from {{ ref('int_lifecycle_statuses') }}
    group by person_id, stage, occurred_at

),

later_intervals as (

    select
        handoffs.person_id,
        handoffs.interval_number,
        intervals.interval_number as later_number,
        intervals.entered_at,
        intervals.stage,
        coalesce(stages.qualification = 'sql', false) as is_acceptance,
        stages.path_position is null and not stages.is_set_by_deals as is_rejection

    from handoffs
    inner join intervals
        on
            handoffs.person_id = intervals.person_id
            and handoffs.interval_number < intervals.interval_number
            and (
                handoffs.next_interval_number is null
                or handoffs.next_interval_number > intervals.interval_number
            )
    inner join stages
        on intervals.stage = stages.stage

),

acceptances as (

    select
        person_id,
        interval_number,
        min(entered_at) as accepted_at

    from later_intervals
    where is_acceptance
    group by person_id, interval_number

),

rejections as (

    select
        later_intervals.person_id,
        later_intervals.interval_number,
        later_intervals.entered_at as rejected_at,
        statuses.value as rejection_reason

    from later_intervals
    left join statuses
        on
            later_intervals.person_id = statuses.person_id
            and later_intervals.stage = statuses.stage
            and later_intervals.entered_at = statuses.occurred_at
    where later_intervals.is_rejection
    qualify
        row_number() over (
            partition by later_intervals.person_id, later_intervals.interval_number
            order by later_intervals.later_number
        ) = 1

),

handoff_decisions as (

    select
        handoffs.person_id,
        handoffs.interval_number,
        acceptances.accepted_at,
        rejections.rejected_at,
        rejections.rejection_reason

    from handoffs
    left join acceptances
        on
            handoffs.person_id = acceptances.person_id
            and handoffs.interval_number = acceptances.interval_number
    left join rejections
        on
            handoffs.person_id = rejections.person_id
            and handoffs.interval_number = rejections.interval_number

)

select * from handoff_decisions
