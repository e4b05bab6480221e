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

sampling_places as (

    select * from {{ ref('int_sampling_places') }}

),

settings as (

    select max(case when setting = 'max_sampled_people' then value end) as max_sampled_people
    from {{ ref('nurture_settings') }}

),

sampled_stays as (

    select stays.*

    from stays
    inner join sampling_places
        on stays.person_id = sampling_places.person_id
    inner join settings
        on sampling_places.place < settings.max_sampled_people

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
