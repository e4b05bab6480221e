with

controls as (

    select * from {{ ref('int_nurture_observations') }}
    where campaign_id = '(none)'

),

treatments as (

    select * from {{ ref('int_nurture_treatments') }}

),

-- Whoever had the programme before, or got it while the others were followed, is no control of it.
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
    group by
        treatments.campaign_id, controls.stage, controls.stage_age_band,
        controls.score_band, controls.channel, controls.week

)

select * from excluded_controls
