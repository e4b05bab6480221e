-- A setting that is missing or misspelt must not decide by being null.
select *

from {{ ref('int_probability_settings') }}
where
    horizon_days is null or interval_z is null or lookback_days is null or max_auc is null
    or max_combinations is null or min_conversions is null or min_sample_conversions is null
    or recent_days is null or strong_funnel_stages is null or test_snapshots is null
    or leak_acknowledged not in ('yes', 'no')
    or outcome_stage not in (select stage from {{ ref('lifecycle_stages') }})
