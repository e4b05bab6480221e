with

orders as (

    -- A cancelled order or a lone refund proves nothing, nor does one that nobody dated.
    select * from {{ ref('int_orders') }}
    where is_purchase and person_id is not null and ordered_at is not null

),

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

settings as (

    select max(case when setting = 'repeat_order_days' then value end) as repeat_order_days

    from {{ ref('lifecycle_settings') }}

),

numbered_orders as (

    select
        order_id,
        person_id,
        source_system,
        ordered_at,
        ordered_on,
        row_number() over (partition by person_id order by ordered_at, order_id) as order_number,
        min(ordered_on) over (partition by person_id) as first_ordered_on

    from orders

),

first_wins as (

    select
        person_id,
        min(closed_at) as won_at

    from opportunities
    where is_won
    group by person_id

),

-- The order that follows a won deal is that deal's, and proves nothing new.
first_orders as (

    select
        numbered_orders.*,
        'customer' as stage,
        'first_order' as evidence

    from numbered_orders
    left join first_wins
        on numbered_orders.person_id = first_wins.person_id
    where
        numbered_orders.order_number = 1
        and (first_wins.won_at is null or numbered_orders.ordered_at < first_wins.won_at)

),

late_orders as (

    select
        numbered_orders.*,
        'advocate' as stage,
        'repeat_order' as evidence,
        row_number() over (
            partition by numbered_orders.person_id order by numbered_orders.order_number
        ) as late_number

    from numbered_orders
    cross join settings
    where
        {{ days_between('numbered_orders.first_ordered_on', 'numbered_orders.ordered_on') }}
        >= settings.repeat_order_days

),

stage_orders as (

    select
        *,
        1 as late_number

    from first_orders

    union all

    select * from late_orders
    where late_number = 1

),

lifecycle_orders as (

    select
        person_id,
        ordered_at as occurred_at,
        stage,
        evidence,
        order_id as evidence_id,
        source_system,
        cast(null as string) as owner_id,
        false as is_back

    from stage_orders

)

select * from lifecycle_orders
