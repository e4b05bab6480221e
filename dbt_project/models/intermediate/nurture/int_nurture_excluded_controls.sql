with

controls as (

    select * from {{ ref('int_nurture_observations') }}
    where campaign_id = '(none)'

),

treated_strata as (

    select distinct
        campaign_id,
        stage,
        stage_age_band,
        score_band,
        channel,
        week

    from {{ ref('int_nurture_observations') }}
    where campaign_id <> '(none)'

),

treatments as (

    select * from {{ ref('int_nurture_treatments') }}

),

-- Whoever had the programme before, or got it while the others were followed, is no control of it.
-- Where nobody got it there is nothing to compare with controls: most of what could be counted.
excluded_controls as (

    select
        treatments.campaign_id,
        controls.stage,
        controls.stage_age_band,
        controls.score_band,
        controls.channel,
        controls.week,
        count(*) as people,
        count(case when controls.has_advanced then 1 end) as advanced

    from controls
    inner join treatments
        on
            controls.person_id = treatments.person_id
            and controls.followed_until >= treatments.treated_at
    inner join treated_strata
        on
            treatments.campaign_id = treated_strata.campaign_id
            and controls.stage = treated_strata.stage
            and controls.stage_age_band = treated_strata.stage_age_band
            and controls.score_band = treated_strata.score_band
            and controls.channel = treated_strata.channel
            and controls.week = treated_strata.week
    group by
        treatments.campaign_id, controls.stage, controls.stage_age_band,
        controls.score_band, controls.channel, controls.week

)

select * from excluded_controls
