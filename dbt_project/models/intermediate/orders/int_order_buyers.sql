with

valued_parts as (

    select * from {{ ref('int_order_part_buyers') }}

),

buyers as (

    select
        source_system,
        order_id,
        customer_id,
        sum(original_revenue) as bought

    from valued_parts
    where not is_netted
    group by source_system, order_id, customer_id

),

-- The buyer of most of an order: a refund that names nobody who bought goes there.
main_buyers as (

    select
        source_system,
        order_id,
        customer_id

    from buyers
    qualify
        row_number() over (
            partition by source_system, order_id
            order by bought desc nulls last, customer_id asc nulls last
        ) = 1

),

assigned_parts as (

    select
        valued_parts.source_system,
        valued_parts.order_id,
        valued_parts.ordered_at,
        valued_parts.opportunity_key,
        valued_parts.is_netted,
        valued_parts.is_refund,
        valued_parts.refunded_at,
        valued_parts.is_cancelled,
        valued_parts.currency,
        valued_parts.original_revenue,
        valued_parts.revenue,
        valued_parts.cost,
        case when buyers.order_id is not null then valued_parts.person_id end as person_id,
        case when buyers.order_id is not null then valued_parts.account_id end as account_id,
        case
            when not valued_parts.is_netted or buyers.customer_id is not null
                then valued_parts.customer_id
            else main_buyers.customer_id
        end as customer_id

    from valued_parts
    left join buyers
        on
            valued_parts.source_system = buyers.source_system
            and valued_parts.order_id = buyers.order_id
            and valued_parts.customer_id is not distinct from buyers.customer_id
    left join main_buyers
        on
            valued_parts.source_system = main_buyers.source_system
            and valued_parts.order_id = main_buyers.order_id

),

order_buyers as (

    select
        {{ hash_key(['source_system', 'order_id', 'customer_id']) }} as order_id,
        source_system,
        order_id as source_record_id,
        customer_id,
        min(person_id) as person_id,
        min(account_id) as account_id,
        min(ordered_at) as ordered_at,
        min(opportunity_key) as opportunity_id,
        -- A cancelled order, a refund whose order is missing, and an order that was taken back
        -- wholly are no purchase. One that costs nothing is.
        bool_or(not is_cancelled and not is_refund)
        and coalesce(
            sum(original_revenue) > 0
            or (sum(original_revenue) = 0 and not bool_or(is_refund)), true
        ) as is_purchase,
        case
            when
                bool_or(not is_cancelled and not is_refund)
                and sum(original_revenue) <= 0
                then max(refunded_at)
        end as refunded_at,
        cast(sum(original_revenue) as decimal(18, 2)) as original_revenue,
        case when min(currency) = max(currency) then min(currency) end as currency,
        -- A sum that leaves out what has no rate would pass for the whole.
        cast(
            case when count(revenue) = count(original_revenue) then sum(revenue) end
            as decimal(18, 2)
        ) as revenue,
        cast(
            case when count(revenue) = count(original_revenue) then sum(cost) end as decimal(18, 2)
        ) as cost

    from assigned_parts
    group by
        assigned_parts.source_system,
        assigned_parts.order_id,
        assigned_parts.customer_id

)

select * from order_buyers
