with

observations as (

    select * from {{ ref('int_nurture_observations') }}

),

excluded_controls as (

    select * from {{ ref('int_nurture_excluded_controls') }}

),

treated as (

    select
        campaign_id,
        stage,
        stage_age_band,
        score_band,
        channel,
        week,
        count(*) as people,
        count(case when has_advanced then 1 end) as advanced

    from observations
    where campaign_id <> '(none)'
    group by campaign_id, stage, stage_age_band, score_band, channel, week

),

everybody as (

    select
        stage,
        stage_age_band,
        score_band,
        channel,
        week,
        count(*) as people,
        count(case when has_advanced then 1 end) as advanced

    from observations
    where campaign_id = '(none)'
    group by stage, stage_age_band, score_band, channel, week

),

strata as (

    select
        treated.campaign_id,
        treated.stage,
        treated.stage_age_band,
        treated.score_band,
        treated.channel,
        treated.week,
        treated.people as treated,
        treated.advanced as treated_advanced,
        coalesce(everybody.people, 0) - coalesce(excluded_controls.people, 0) as controls,
        coalesce(everybody.advanced, 0) - coalesce(excluded_controls.advanced, 0)
            as controls_advanced

    from treated
    left join everybody
        on
            treated.stage = everybody.stage
            and treated.stage_age_band = everybody.stage_age_band
            and treated.score_band = everybody.score_band
            and treated.channel = everybody.channel
            and treated.week = everybody.week
    left join excluded_controls
        on
            treated.campaign_id = excluded_controls.campaign_id
            and treated.stage = excluded_controls.stage
            and treated.stage_age_band = excluded_controls.stage_age_band
            and treated.score_band = excluded_controls.score_band
            and treated.channel = excluded_controls.channel
            and treated.week = excluded_controls.week

)

select * from strata
