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

-- Everybody once a week, and those treated once more, at that moment.
moments as (

    select
        '(none)' as campaign_id,
        weeks.week,
        weeks.control_at as observed_at,
        weeks.advance_days,
        stays.*

    from weeks
    inner join stays
        on weeks.control_at >= stays.entered_at and weeks.control_at < stays.exited_at

    union all

    select
        treatments.campaign_id,
        weeks.week,
        treatments.treated_at as observed_at,
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
