{% set news = {'person_id': 'int_person_news', 'week': 'int_nurture_week_news'} %}
{{ config(meta={'news': news}) }}

with

moments as (

    select
        *,
        {{ days_elapsed('entered_at', 'observed_at') }} as days_in_stage,
        {{ add_days_to_instant('observed_at', 'advance_days') }} as followed_until

    from {{ news_in('int_nurture_moments', news) }}

),

people as (

    select * from {{ ref('int_people') }}
    where is_valid

),

score_bands as (

    select
        *,
        coalesce(lead(min_score) over (order by min_score), cast('infinity' as double))
            as next_min_score

    from {{ ref('nurture_score_bands') }}

),

stage_age_bands as (

    select
        stage_age_band,
        row_number() over (order by min_days) as band_number

    from {{ ref('nurture_stage_age_bands') }}

),

stage_ages as (

    select array_agg(min_days) as all_min_days
    from {{ ref('nurture_stage_age_bands') }}

),

aged_moments as (

    select
        moments.*,
        {{ count_up_to('stage_ages.all_min_days', 'moments.days_in_stage') }} as band_number

    from moments
    cross join stage_ages

),

banded_score_days as (

    select
        history.person_id,
        history.score_on,
        score_bands.score_band,
        coalesce(
            lead(history.score_on) over (
                partition by history.person_id order by history.score_on
            ),
            cast('9999-12-31' as date)
        ) as next_score_on

    from {{ ref('lead_score_history') }} as history
    inner join score_bands
        on
            history.lead_score >= score_bands.min_score
            and history.lead_score < score_bands.next_min_score

),

-- The score as the days before had left it: what came of the treatment is not yet in it. Whoever
-- could not have been written to then is nobody's control.
observations as (

    select
        moments.campaign_id,
        moments.person_id,
        moments.week,
        moments.stage,
        stage_age_bands.stage_age_band,
        coalesce(score_days.score_band, '(none)') as score_band,
        case
            when people.first_touch_at <= moments.observed_at then people.first_touch_channel
            else 'unattributed'
        end as channel,
        moments.followed_until,
        coalesce(moments.advanced_at <= moments.followed_until, false) as has_advanced

    from aged_moments as moments
    inner join people
        on moments.person_id = people.person_id
    inner join stage_age_bands
        on moments.band_number = stage_age_bands.band_number
    left join banded_score_days as score_days
        on
            moments.person_id = score_days.person_id
            and moments.observed_on > score_days.score_on
            and moments.observed_on <= score_days.next_score_on
    where
        moments.campaign_id <> '(none)'
        or people.can_contact
        or people.opted_out_at > moments.observed_at

)

select * from observations
