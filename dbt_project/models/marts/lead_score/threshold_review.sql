with

outcomes as (

    select * from {{ ref('int_threshold_outcomes') }}

),

thresholds as (

    select * from {{ ref('int_score_thresholds') }}

),

settings as (

    select * from {{ ref('int_review_settings') }}

),

rated_thresholds as (

    select
        outcomes.*,
        outcomes.threshold = thresholds.mql as is_current,
        outcomes.recent_crossings * settings.month_days / settings.volume_days as mqls_per_month,
        {{ safe_divide('outcomes.conversions', 'outcomes.crossings') }} as crossing_precision,
        {{ wilson_low('outcomes.conversions', 'outcomes.crossings', 'settings.z') }}
            as precision_low,
        {{ wilson_high('outcomes.conversions', 'outcomes.crossings', 'settings.z') }}
            as precision_high,
        {{ safe_divide('outcomes.caught_conversions', 'outcomes.all_conversions') }} as recall,
        {{ wilson_low('outcomes.caught_conversions', 'outcomes.all_conversions', 'settings.z') }}
            as recall_low,
        {{ wilson_high('outcomes.caught_conversions', 'outcomes.all_conversions', 'settings.z') }}
            as recall_high,
        power(settings.recall_weight, 2) as weight,
        settings.threshold_tolerance,
        outcomes.crossings >= settings.min_crossings
        and outcomes.all_conversions >= settings.min_conversions as is_known

    from outcomes
    inner join thresholds
        on outcomes.rule_set = thresholds.rule_set
    cross join settings

),

measured_thresholds as (

    select
        *,
        round({{ safe_divide(
            '(1 + weight) * crossing_precision * recall', 'weight * crossing_precision + recall'
        ) }}, 9) as f_measure

    from rated_thresholds

),

-- Only what is clearly better takes the place of the one in use; of equals the higher costs sales
-- less.
ranked_thresholds as (

    select
        *,
        row_number() over (
            partition by rule_set, is_known
            order by
                f_measure * case when is_current then 1 + threshold_tolerance else 1 end desc
                nulls last,
                threshold desc
        ) as place

    from measured_thresholds

),

threshold_review as (

    select
        rule_set,
        threshold,
        is_current,
        mqls_per_month,
        cast(crossings as int) as crossings,
        cast(conversions as int) as conversions,
        crossing_precision as precision,
        precision_low,
        precision_high,
        cast(caught_conversions as int) as caught_conversions,
        cast(all_conversions as int) as all_conversions,
        recall,
        recall_low,
        recall_high,
        f_measure,
        is_known and place = 1 and f_measure is not null as is_suggested,
        case
            when not is_known then 'too little data'
            when place = 1 and f_measure is not null then 'suggested'
            else 'not suggested'
        end as verdict

    from ranked_thresholds

)

select * from threshold_review
