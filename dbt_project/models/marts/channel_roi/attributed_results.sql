with

credits as (

    select
        *,
        {{ month_of(local_date(as_of())) }} as as_of_month

    from {{ ref('attribution_credits') }}

),

customers as (

    select * from {{ ref('customer_values') }}

),

ad_spend as (

    select * from {{ ref('int_ad_spend') }}

),

models as (

    select * from {{ ref('attribution_models') }}

),

-- A customer without orders is worth what the deal brought.
valued_credits as (

    select
        credits.*,
        case when credits.is_new_customer then credits.credit else 0 end as new_customers,
        cast(
            case
                when not credits.is_new_customer then 0
                when customers.customer_id is null then credits.margin
                else credits.credit * customers.historical_clv
            end as decimal(18, 2)
        ) as customer_value,
        {{ months_between_starts('credits.converted_month', 'credits.as_of_month') }} + 1
            as months_since

    from credits
    left join customers
        on credits.customer_id = customers.customer_id

),

results as (

    select
        converted_month as month_start,
        channel,
        campaign_id,
        attribution_model,
        0 as spend,
        case when conversion_kind = 'lead' then credit else 0 end as leads,
        case when conversion_kind = 'mql' then credit else 0 end as mqls,
        case when conversion_kind = 'opportunity' then credit else 0 end as opportunities,
        new_customers as customers,
        revenue,
        margin,
        customer_value,
        new_customers * months_since as customer_months

    from valued_credits

    union all

    -- Money is spent once, whichever model shares out what it brought.
    select
        {{ month_of('ad_spend.spend_on') }} as month_start,
        coalesce(ad_spend.channel, 'unknown') as channel,
        coalesce(ad_spend.campaign_id, '(none)') as campaign_id,
        models.attribution_model,
        coalesce(ad_spend.cost, 0) as spend,
        0 as leads,
        0 as mqls,
        0 as opportunities,
        0 as customers,
        0 as revenue,
        0 as margin,
        0 as customer_value,
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
        cast(sum(leads) as decimal(18, 9)) as leads,
        cast(sum(mqls) as decimal(18, 9)) as mqls,
        cast(sum(opportunities) as decimal(18, 9)) as opportunities,
        cast(sum(customers) as decimal(18, 9)) as customers,
        cast(sum(revenue) as decimal(18, 2)) as revenue,
        cast(sum(margin) as decimal(18, 2)) as margin,
        cast(sum(customer_value) as decimal(18, 2)) as customer_value,
        cast(sum(customer_months) as decimal(18, 9)) as customer_months

    from results
    group by month_start, channel, campaign_id, attribution_model

)

select * from attributed_results
