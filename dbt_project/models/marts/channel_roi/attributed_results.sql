with

gained_customers as (

    select * from {{ ref('int_gained_customers') }}

),

ad_spend as (

    select * from {{ ref('int_ad_spend') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

-- Credits are summed up before they are put beside others, and read twice and named by neither:
-- under one name DuckDB would keep all in memory.
results as (

    select
        converted_month as month_start,
        channel,
        campaign_id,
        attribution_model,
        0 as spend,
        0 as spend_without_rate,
        sum(case when conversion_kind = 'lead' then credit else 0 end) as leads,
        sum(case when conversion_kind = 'mql' then credit else 0 end) as mqls,
        sum(case when conversion_kind = 'opportunity' then credit else 0 end) as opportunities,
        sum(case when is_new_customer then credit else 0 end) as customers,
        sum(revenue) as revenue,
        sum(margin) as margin,
        0 as customer_value,
        0 as lifetime_value,
        0 as customer_months
    from {{ ref('attribution_credits') }}
    group by converted_month, channel, campaign_id, attribution_model

    union all

    select
        credits.converted_month as month_start,
        credits.channel,
        credits.campaign_id,
        credits.attribution_model,
        0 as spend,
        0 as spend_without_rate,
        0 as leads,
        0 as mqls,
        0 as opportunities,
        0 as customers,
        0 as revenue,
        0 as margin,
        sum(cast(credits.credit * gained_customers.customer_value as decimal(18, 2)))
            as customer_value,
        sum(cast(credits.credit * gained_customers.lifetime_value as decimal(18, 2)))
            as lifetime_value,
        sum(credits.credit * gained_customers.customer_months) as customer_months
    from {{ ref('attribution_credits') }} as credits
    inner join gained_customers
        on credits.conversion_id = gained_customers.conversion_id
    where credits.is_new_customer
    group by
        credits.converted_month, credits.channel, credits.campaign_id, credits.attribution_model

    union all

    -- Money is spent once, whichever model shares out what it brought.
    select
        {{ month_of('ad_spend.spend_on') }} as month_start,
        coalesce(ad_spend.channel, 'unknown') as channel,
        coalesce(ad_spend.campaign_id, '(none)') as campaign_id,
        models.attribution_model,
        coalesce(ad_spend.cost, 0) as spend,
        case when ad_spend.original_cost <> 0 and ad_spend.cost is null then 1 else 0 end
            as spend_without_rate,
        0 as leads,
        0 as mqls,
        0 as opportunities,
        0 as customers,
        0 as revenue,
        0 as margin,
        0 as customer_value,
        0 as lifetime_value,
        0 as customer_months
    from ad_spend
    cross join models

),

attributed_results as (

    select
        coalesce(substr(cast(month_start as string), 1, 7), '(unknown)') as month,
        channel,
        campaign_id,
        attribution_model,
        cast(sum(spend) as decimal(18, 2)) as spend,
        cast(sum(spend_without_rate) as int) as spend_without_rate,
        cast(sum(leads) as decimal(18, 9)) as leads,
        cast(sum(mqls) as decimal(18, 9)) as mqls,
        cast(sum(opportunities) as decimal(18, 9)) as opportunities,
        cast(sum(customers) as decimal(18, 9)) as customers,
        cast(sum(revenue) as decimal(18, 2)) as revenue,
        cast(sum(margin) as decimal(18, 2)) as margin,
        cast(sum(customer_value) as decimal(18, 2)) as customer_value,
        cast(sum(lifetime_value) as decimal(18, 2)) as lifetime_value,
        cast(sum(customer_months) as decimal(18, 9)) as customer_months

    from results
    group by month_start, channel, campaign_id, attribution_model

)

select * from attributed_results
