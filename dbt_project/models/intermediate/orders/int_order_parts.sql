with

amounts as (

    select * from {{ ref('int_order_amounts') }}

),

orders as (

    select * from {{ ref('int_all_orders') }}

),

order_statuses as (

    select * from {{ ref('order_statuses') }}

),

-- A refund belongs to the order that it takes back; one whose order is missing stands for itself.
order_parts as (

    select
        amounts.order_part_id,
        amounts.source_system,
        amounts.identity_key,
        amounts.account_id,
        coalesce(amounts.opportunity_id, refunded.opportunity_id) as opportunity_id,
        coalesce(refunded.order_id, amounts.order_id) as order_id,
        amounts.refunds_order_id is not null as is_refund,
        refunded.order_id is not null as is_netted,
        case when amounts.refunds_order_id is not null then amounts.ordered_at end as refunded_at,
        coalesce(refunded.ordered_at, amounts.ordered_at) as ordered_at,
        coalesce(amounts.currency, refunded.currency, '{{ run_var("reporting_currency") }}')
            as currency,
        coalesce(part_statuses.is_cancelled, false)
        or coalesce(refunded_statuses.is_cancelled, false) as is_cancelled,
        case when amounts.refunds_order_id is null then amounts.amount else -abs(amounts.amount) end
            as amount,
        case when amounts.refunds_order_id is null then amounts.cost else -abs(amounts.cost) end
            as cost

    from amounts
    left join orders as refunded
        on
            amounts.source_system = refunded.source_system
            and amounts.refunds_order_id = refunded.order_id
    left join order_statuses as part_statuses
        on lower(trim(amounts.status)) = part_statuses.status
    left join order_statuses as refunded_statuses
        on lower(trim(refunded.status)) = refunded_statuses.status

)

select * from order_parts
