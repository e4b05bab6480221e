with

order_parts as (

    select
        *,
        case
            when opportunity_id is not null then {{ hash_key(['source_system', 'opportunity_id']) }}
        end as opportunity_key,
        case
            when account_id is not null then {{ hash_key(['source_system', 'account_id']) }}
        end as account_key,
        coalesce({{ local_date('ordered_at') }}, cast('0001-01-01' as date)) as valued_on

    from {{ ref('int_order_parts') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

exchange_rates as (

    select * from {{ ref('int_exchange_rates') }}

),

named_parts as (

    select
        order_parts.*,
        coalesce(identity_people.person_id, opportunities.person_id) as person_id,
        case
            when
                order_parts.account_key is null
                and identity_people.person_id is null
                and opportunities.person_id is null
                then opportunities.account_id
            else order_parts.account_key
        end as buyer_account_id

    from order_parts
    left join identity_people
        on order_parts.identity_key = identity_people.identity_key
    left join opportunities
        on order_parts.opportunity_key = opportunities.opportunity_id

),

-- An order without a time has no rate but that of the reporting currency itself.
valued_parts as (

    select
        named_parts.order_part_id,
        named_parts.source_system,
        named_parts.order_id,
        named_parts.ordered_at,
        named_parts.opportunity_key,
        named_parts.person_id,
        named_parts.buyer_account_id as account_id,
        named_parts.is_refund,
        named_parts.is_netted,
        named_parts.refunded_at,
        named_parts.is_cancelled,
        named_parts.currency,
        coalesce(named_parts.buyer_account_id, named_parts.person_id) as customer_id,
        case when named_parts.is_cancelled then 0 else named_parts.amount end as original_revenue,
        cast(
            {{ rounded(
                'case when named_parts.is_cancelled then 0 else named_parts.amount end * exchange_rates.rate', 2
            ) }} as decimal(18, 2)
        ) as revenue,
        cast(
            {{ rounded(
                'case when named_parts.is_cancelled then 0 else named_parts.cost end * exchange_rates.rate', 2
            ) }} as decimal(18, 2)
        ) as cost

    from named_parts
    left join exchange_rates
        on
            named_parts.currency = exchange_rates.currency
            and named_parts.valued_on >= exchange_rates.valid_from
            and named_parts.valued_on <= exchange_rates.valid_to

)

select * from valued_parts
