with

sums as (

    select
        funnel,
        month,
        step,
        sum(case when channel = '(all)' then change else 0 end) as change_of_all,
        sum(case when channel = '(all)' then conversion_rate - previous_rate else 0 end)
            as change_of_rate,
        sum(case when channel <> '(all)' then change else 0 end) as change_of_channels,
        sum(case when mix_effect + rate_effect <> change then 1 else 0 end) as rows_apart

    from {{ ref('funnel_changes') }}
    group by funnel, month, step

)

-- To the last place among the parts; the rates themselves are not rounded.
select * from sums
where
    rows_apart > 0
    or change_of_all <> change_of_channels
    or abs(change_of_all - change_of_rate) > 0.000000001
