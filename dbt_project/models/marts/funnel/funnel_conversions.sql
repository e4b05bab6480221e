{# The columns carry these numbers in their names: part of the contract, not a setting. #}
{% set horizons = [30, 60, 90] %}

with

entries as (

    select * from {{ ref('funnel_entries') }}

),

settings as (

    select max(case when setting = 'wilson_z' then value end) as wilson_z
    from {{ ref('funnel_settings') }}

),

-- A cohort is whole when its month is over.
dated_entries as (

    select
        *,
        {{ start_of_day(month_of(add_days('cohort_month', 31))) }} as cohort_whole_at

    from entries

),

-- Nobody passes on from the last step: what is about passing on is null there, not zero.
counts as (

    select
        funnel,
        cohort_month,
        case when grouping(channel) = 1 then '(all)' else channel end as channel_or_all,
        case when grouping(segment) = 1 then '(all)' else segment end as segment_or_all,
        step_number,
        step,
        count(*) as entered,
        sum(case when is_dropped then 1 else 0 end) as dropped,
        case when not is_last_step then count(*) end as candidates,
        case when not is_last_step then count(next_entered_at) end as converted,
        {%- for days in horizons %}
            case
                when not is_last_step then count(case when days_to_next <= {{ days }} then 1 end)
            end as converted_{{ days }}d,
        {%- endfor %}
        -- From here on the clock runs for everyone in the row.
        greatest(max(cohort_whole_at), max(entered_at)) as complete_at,
        percentile_cont(0.50) within group (order by days_to_next) as median_days,
        percentile_cont(0.75) within group (order by days_to_next) as p75_days,
        percentile_cont(0.90) within group (order by days_to_next) as p90_days

    from dated_entries
    group by grouping sets (
        (funnel, cohort_month, channel, segment, step_number, step, is_last_step),
        (funnel, cohort_month, channel, step_number, step, is_last_step),
        (funnel, cohort_month, segment, step_number, step, is_last_step),
        (funnel, cohort_month, step_number, step, is_last_step)
    )

),

matured_counts as (

    select
        *,
        {%- for days in horizons %}
            {{ add_days_to_instant('complete_at', days) }} <= {{ as_of() }}
                as is_mature_{{ days }}d,
        {%- endfor %}
        candidates - converted - dropped as still_open

    from counts

),

conversions as (

    select
        counts.funnel,
        counts.cohort_month,
        counts.channel_or_all as channel,
        counts.segment_or_all as segment,
        counts.step_number,
        counts.step,
        steps.funnel_level,
        cast(counts.entered as int) as entered,
        cast(counts.converted as int) as converted,
        {{ safe_divide('counts.converted', 'counts.candidates') }} as conversion_rate,
        {{ wilson_low('counts.converted', 'counts.candidates', 'settings.wilson_z') }}
            as rate_low,
        {{ wilson_high('counts.converted', 'counts.candidates', 'settings.wilson_z') }}
            as rate_high,
        {%- for days in horizons %}
            cast(counts.converted_{{ days }}d as int) as converted_{{ days }}d,
            counts.is_mature_{{ days }}d,
            case
                when counts.is_mature_{{ days }}d
                    then {{ safe_divide('counts.converted_' ~ days ~ 'd', 'counts.candidates') }}
            end as conversion_rate_{{ days }}d,
        {%- endfor %}
        counts.median_days,
        counts.p75_days,
        counts.p90_days,
        cast(counts.still_open as int) as still_open,
        cast(counts.dropped as int) as dropped

    from matured_counts as counts
    cross join settings
    left join {{ ref('funnel_steps') }} as steps
        on counts.funnel = steps.funnel and counts.step = steps.step

)

select * from conversions
