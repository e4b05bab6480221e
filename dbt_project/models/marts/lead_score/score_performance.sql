with

bands as (

    select * from {{ ref('int_score_bands') }}

),

accuracies as (

    select * from {{ ref('int_score_accuracy') }}

),

settings as (

    select * from {{ ref('int_probability_settings') }}

),

readiness as (

    select * from {{ ref('int_scorecard_readiness') }}

),

test_days as (

    select
        min(snapshot_on) as tested_from,
        max(snapshot_on) as tested_to

    from {{ ref('int_scoring_snapshots') }}
    where sample = 'test'

),

score_performance as (

    select
        bands.score_kind,
        bands.rule_set,
        bands.band_kind,
        bands.band,
        bands.lowest_score,
        bands.highest_score,
        cast(bands.people as bigint) as people,
        cast(bands.conversions as bigint) as conversions,
        bands.expected_conversions,
        {{ safe_divide('bands.conversions', 'bands.people') }} as conversion_rate,
        {{ wilson_low('bands.conversions', 'bands.people', 'settings.interval_z') }}
            as rate_low,
        {{ wilson_high('bands.conversions', 'bands.people', 'settings.interval_z') }}
            as rate_high,
        {{ safe_divide(
            'bands.conversions * cast(bands.all_people as double)',
            'bands.people * cast(bands.all_conversions as double)'
        ) }} as lift,
        accuracies.auc,
        accuracies.auc_low,
        accuracies.auc_high,
        case when settings.leak_acknowledged = 'no' then settings.max_auc end as auc_limit,
        accuracies.brier,
        accuracies.precision_at_top_decile,
        test_days.tested_from,
        test_days.tested_to,
        case
            when accuracies.auc is not null then null
            when bands.score_kind <> 'rules' and readiness.note is not null
                then readiness.note
            else concat(
                'Too little data for a test: ', cast(bands.all_conversions as string), ' of ',
                cast(bands.all_people as string), ' people converted, ',
                cast(settings.min_sample_conversions as string), ' are needed on either side.'
            )
        end as note

    from bands
    cross join settings
    cross join readiness
    cross join test_days
    left join accuracies
        on
            bands.score_kind = accuracies.score_kind
            and bands.rule_set = accuracies.rule_set

)

select * from score_performance
