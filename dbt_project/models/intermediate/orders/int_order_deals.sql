with

order_buyers as (

    select * from {{ ref('int_order_buyers') }}

),

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

customer_opportunities as (

    select
        account_id as customer_id,
        opportunity_id,
        person_id,
        created_at,
        closed_at,
        is_won

    from opportunities
    where account_id is not null
    union all
    select
        person_id as customer_id,
        opportunity_id,
        person_id,
        created_at,
        closed_at,
        is_won

    from opportunities
    where person_id is not null

),

-- Orders belong to the deal won last before them.
preceding_deals as (

    select
        order_buyers.order_id,
        customer_opportunities.opportunity_id,
        customer_opportunities.person_id

    from order_buyers
    inner join customer_opportunities
        on
            order_buyers.customer_id = customer_opportunities.customer_id
            and order_buyers.ordered_at >= customer_opportunities.closed_at
    where customer_opportunities.is_won
    qualify
        row_number() over (
            partition by order_buyers.order_id
            order by
                customer_opportunities.closed_at desc,
                customer_opportunities.opportunity_id asc
        ) = 1

),

-- An account that bought before its deal was won still has the face of that deal.
account_contacts as (

    select
        account_id,
        person_id

    from opportunities
    where account_id is not null and person_id is not null
    qualify
        row_number() over (
            partition by account_id
            order by is_won desc, created_at asc, opportunity_id asc
        ) = 1

),

order_deals as (

    select
        order_buyers.order_id,
        preceding_deals.opportunity_id,
        coalesce(preceding_deals.person_id, account_contacts.person_id) as person_id

    from order_buyers
    left join preceding_deals
        on order_buyers.order_id = preceding_deals.order_id
    left join account_contacts
        on order_buyers.account_id = account_contacts.account_id

)

select * from order_deals
