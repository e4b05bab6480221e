with

strata as (

    select
        *,
        case when controls > 0 then treated else 0 end as matched,
        case when controls > 0 then treated_advanced else 0 end as matched_advanced

    from {{ ref('int_nurture_strata') }}

),

campaigns as (

    select * from {{ ref('int_campaigns') }}

),

settings as (

    select
        max(case when setting = 'interval_z' then value end) as interval_z,
        max(case when setting = 'min_people' then value end) as min_people

    from {{ ref('nurture_settings') }}

),

-- Each stratum's controls count as its treated do.
counts as (

    select
        campaign_id,
        stage,
        min(week) as first_week,
        max(week) as last_week,
        sum(treated) as treated,
        sum(treated_advanced) as treated_advanced,
        sum(matched) as matched,
        sum(matched_advanced) as matched_advanced,
        sum(controls) as controls,
        sum(controls_advanced) as controls_advanced,
        {{ exact_sum(safe_divide('matched * controls_advanced', 'controls')) }} as weighted,
        {{ exact_sum(safe_divide('matched * matched', 'controls')) }} as weight_squares

    from strata
    group by campaign_id, stage

),

rates as (

    select
        *,
        {{ safe_divide('treated_advanced', 'treated') }}
        - {{ safe_divide('controls_advanced', 'controls') }} as unmatched_difference,
        {{ safe_divide('matched_advanced', 'matched') }} as treated_rate,
        {{ safe_divide('weighted', 'matched') }} as control_rate,
        {{ safe_divide('matched * matched', 'weight_squares') }} as effective_controls

    from counts

),

differences as (

    select
        rates.*,
        settings.min_people,
        least(rates.matched, coalesce(rates.effective_controls, 0)) as people_behind,
        rates.treated_rate - rates.control_rate as difference,
        settings.interval_z * sqrt(
            {{ rate_variance('matched_advanced', 'matched') }}
            + {{ rate_variance('(control_rate * effective_controls)', 'effective_controls') }}
        ) as half_width

    from rates
    cross join settings

),

effects as (

    select
        differences.campaign_id,
        campaigns.name as campaign_name,
        differences.stage,
        differences.first_week,
        differences.last_week,
        cast(differences.treated as int) as treated,
        cast(differences.matched as int) as matched,
        1 - {{ safe_divide('differences.matched', 'differences.treated') }} as left_out_share,
        cast(differences.controls as int) as controls,
        round(differences.effective_controls, 6) as effective_controls,
        cast(differences.matched_advanced as int) as matched_advanced,
        differences.treated_rate,
        differences.control_rate,
        differences.unmatched_difference,
        cast({{ rounded('differences.difference', 6) }} as decimal(18, 6)) as difference,
        cast(case when differences.difference is not null then greatest({{ rounded(
            'differences.difference - differences.half_width', 6
        ) }}, -1) end as decimal(18, 6)) as difference_low,
        cast(case when differences.difference is not null then least({{ rounded(
            'differences.difference + differences.half_width', 6
        ) }}, 1) end as decimal(18, 6)) as difference_high,
        case
            when differences.people_behind < differences.min_people then 'too little data'
            when differences.difference > differences.half_width then 'more advanced'
            when differences.difference < -differences.half_width then 'fewer advanced'
            else 'no clear difference'
        end as verdict

    from differences
    left join campaigns
        on differences.campaign_id = campaigns.campaign_id

)

select * from effects
