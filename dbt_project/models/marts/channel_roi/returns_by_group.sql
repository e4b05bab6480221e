with

results as (

    select * from {{ ref('attributed_results') }}

),

groups as (

    select
        case when grouping(channel) = 0 then 'channel' else 'campaign' end as group_kind,
        case when grouping(channel) = 0 then channel else campaign_id end as group_value,
        case when grouping(month) = 0 then month else '(all)' end as month_or_all,
        attribution_model,
        sum(spend) as spend,
        sum(spend_without_rate) as spend_without_rate,
        case when sum(spend) > 0 and sum(spend_without_rate) = 0 then sum(spend) end as known_spend,
        sum(leads) as leads,
        sum(mqls) as mqls,
        sum(opportunities) as opportunities,
        sum(customers) as customers,
        sum(revenue) as revenue,
        sum(margin) as margin,
        sum(lifetime_value) as lifetime_value,
        {{ safe_divide('sum(customer_value)', 'sum(customer_months)') }} as monthly_margin

    from results
    group by grouping sets (
        (channel, attribution_model, month),
        (channel, attribution_model),
        (campaign_id, attribution_model, month),
        (campaign_id, attribution_model)
    )

),

costed_groups as (

    select
        *,
        {{ safe_divide('known_spend', 'leads') }} as cpl,
        {{ safe_divide('known_spend', 'customers') }} as cac,
        {{ safe_divide('revenue', 'known_spend') }} as roas,
        {{ safe_divide('margin - known_spend', 'known_spend') }} as roi,
        {{ safe_divide('lifetime_value', 'customers') }} as customer_worth

    from groups

),

returns as (

    select
        group_kind,
        group_value,
        month_or_all as month,
        attribution_model,
        cast(spend as decimal(18, 2)) as spend,
        cast(spend_without_rate as int) as spend_without_rate,
        cast(leads as decimal(18, 9)) as leads,
        cast(mqls as decimal(18, 9)) as mqls,
        cast(opportunities as decimal(18, 9)) as opportunities,
        cast(customers as decimal(18, 9)) as customers,
        cast(revenue as decimal(18, 2)) as revenue,
        cast(margin as decimal(18, 2)) as margin,
        cpl,
        cac,
        roas,
        roi,
        {{ safe_divide('customer_worth', 'cac') }} as ltv_to_cac,
        case when monthly_margin > 0 then cac / monthly_margin end as payback_months,
        case
            when spend_without_rate > 0 then 'spend in a currency without a rate: no ratio'
            when known_spend is null then 'no spend: no ratio'
            when customers = 0 and leads = 0 then 'no lead, no customer: no cost of either'
            when customers = 0 then 'no customer: no cost of one'
            when monthly_margin is null then 'gained on unknown days: no payback'
            when monthly_margin <= 0 then 'customers bring no margin: no payback'
            when leads = 0 then 'no lead: no cost of one'
        end as ratio_note

    from costed_groups

)

select * from returns
