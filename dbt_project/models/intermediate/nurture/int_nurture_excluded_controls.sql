with

observations as (

    select * from {{ ref('int_nurture_observations') }}

),

treatments as (

    select * from {{ ref('int_nurture_treatments') }}

),

weeks as (

    select
        week,
        {{ add_days_to_instant('control_at', 'advance_days') }} as followed_until

    from {{ ref('int_nurture_weeks') }}

),

programme_weeks as (

    select distinct
        campaign_id,
        week

    from observations
    where campaign_id <> '(none)'

),

-- Whoever had the programme before, or got it while the others were followed, is no control of it.
excluded_controls as (

    select
        programme_weeks.campaign_id,
        observations.stage,
        observations.stage_age_band,
        observations.score_band,
        observations.channel,
        observations.week,
        count(*) as people,
        count(case when observations.has_advanced then 1 end) as advanced

    from programme_weeks
    inner join weeks
        on programme_weeks.week = weeks.week
    inner join treatments
        on
            programme_weeks.campaign_id = treatments.campaign_id
            and weeks.followed_until >= treatments.treated_at
    inner join observations
        on
            treatments.person_id = observations.person_id
            and programme_weeks.week = observations.week
            and observations.campaign_id = '(none)'
    group by
        programme_weeks.campaign_id, observations.stage, observations.stage_age_band,
        observations.score_band, observations.channel, observations.week

)

select * from excluded_controls
