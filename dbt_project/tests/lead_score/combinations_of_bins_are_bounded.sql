-- The scorecard is fitted on distinct combinations of bins, of which there are at most the bins of
-- all features multiplied.
with

bins as (

    select
        feature,
        count(*) as bin_count

    from {{ ref('int_scorecard_bins') }}
    group by feature

)

select exp(sum(ln(bins.bin_count))) as combination_count

from bins
cross join {{ ref('int_probability_settings') }} as settings
having exp(sum(ln(bins.bin_count))) > max(settings.max_combinations)
