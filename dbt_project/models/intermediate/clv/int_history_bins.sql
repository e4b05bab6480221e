with

histories as (

    select * from {{ ref('int_customer_histories') }}
    where history_kind = 'whole'

),

bins as (

    select * from {{ ref('clv_bins') }}

),

assumptions as (

    select * from {{ ref('int_clv_assumptions') }}

),

purchase_histories as (

    select distinct
        bins.bin_size,
        histories.frequency,
        {{ binned_days('histories.recency_days', 'bins.bin_size') }} as recency_days,
        {{ binned_days('histories.age_days', 'bins.bin_size') }} as age_days

    from histories
    cross join bins
    where bins.bin_kind = 'days'

),

spend_histories as (

    select distinct
        bins.bin_size,
        histories.valued_purchases,
        {{ binned_value('histories.mean_value', 'bins.bin_size') }} as mean_value

    from histories
    cross join bins
    where bins.bin_kind = 'value' and histories.mean_value is not null

),

counted_histories as (

    select
        'days' as bin_kind,
        bin_size,
        count(*) as distinct_histories
    from purchase_histories
    group by bin_size

    union all

    select
        'value' as bin_kind,
        bin_size,
        count(*) as distinct_histories
    from spend_histories
    group by bin_size

),

affordable_bins as (

    select
        bins.bin_kind,
        coalesce(
            min(
                case
                    when
                        coalesce(counted_histories.distinct_histories, 0)
                        <= assumptions.max_histories
                        then bins.bin_size
                end
            ),
            max(bins.bin_size)
        ) as bin_size

    from bins
    cross join assumptions
    left join counted_histories
        on
            bins.bin_kind = counted_histories.bin_kind
            and bins.bin_size = counted_histories.bin_size
    group by bins.bin_kind

),

history_bins as (

    select
        max(case when bin_kind = 'days' then bin_size end) as day_bin,
        max(case when bin_kind = 'value' then bin_size end) as value_bin

    from affordable_bins

)

select * from history_bins
