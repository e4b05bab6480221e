with

features as (

    select * from {{ ref('scorecard_features') }}

),

quantiles as (

    select * from {{ ref('int_scorecard_quantiles') }}

),

parts as (

    select
        feature,
        kind,
        {{ each_part('bins', '|') }} as part

    from features
    where bins is not null

),

-- What lies below the first bound has a bin too; equal bounds are one.
bounds as (

    select
        feature,
        cast('-infinity' as double) as lower_bound

    from features
    where kind = 'number'

    union

    select
        feature,
        lower_bound

    from quantiles
    where quantile > 0

    union

    select
        feature,
        cast(part as double) as lower_bound

    from parts
    where kind = 'number'

),

bins as (

    select
        feature,
        row_number() over (partition by feature order by lower_bound) as bin_number,
        lower_bound,
        coalesce(
            lead(lower_bound) over (partition by feature order by lower_bound),
            cast('infinity' as double)
        ) as upper_bound,
        cast(null as string) as word

    from bounds

    union all

    select
        feature,
        row_number() over (partition by feature order by part) as bin_number,
        cast(null as double) as lower_bound,
        cast(null as double) as upper_bound,
        part as word

    from parts
    where kind = 'word'

    union all

    -- For nothing, and for words that have no bin of their own.
    select
        feature,
        0 as bin_number,
        cast(null as double) as lower_bound,
        cast(null as double) as upper_bound,
        cast(null as string) as word

    from features

),

scorecard_bins as (

    select
        bins.feature,
        cast(bins.bin_number as int) as bin_number,
        bins.lower_bound,
        bins.upper_bound,
        bins.word,
        features.direction

    from bins
    inner join features
        on bins.feature = features.feature

)

select * from scorecard_bins
