-- A view: many times the people, and read once, by int_nurture_observations.
{{ config(materialized='view') }}

with

treatments as (

    select * from {{ ref('int_nurture_treatments') }}

),

weeks as (

    select * from {{ ref('int_nurture_weeks') }}

),

stays as (

    select * from {{ ref('int_nurture_stays') }}

),

sampled_people as (

    select * from {{ ref('int_sampled_people') }}
    where is_control

),

sampled_stays as (

    select stays.*

    from stays
    inner join sampled_people
        on stays.person_id = sampled_people.person_id

),

-- A sample of all once a week, and everybody who was treated at that moment.
moments as (

    select
        '(none)' as campaign_id,
        weeks.week,
        weeks.control_at as observed_at,
        weeks.control_on as observed_on,
        weeks.advance_days,
        sampled_stays.*

    from weeks
    inner join sampled_stays
        on
            weeks.control_at >= sampled_stays.entered_at
            and weeks.control_at < sampled_stays.exited_at

    union all

    select
        treatments.campaign_id,
        weeks.week,
        treatments.treated_at as observed_at,
        treatments.treated_on as observed_on,
        weeks.advance_days,
        stays.*

    from treatments
    inner join weeks
        on treatments.week = weeks.week
    inner join stays
        on
            treatments.person_id = stays.person_id
            and treatments.treated_at >= stays.entered_at
            and treatments.treated_at < stays.exited_at

)

select * from moments
