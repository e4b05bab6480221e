with

people as (

    select * from {{ ref('int_people') }}

),

qualifications as (

    select * from {{ ref('int_qualifications') }}

),

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

purchases as (

    select * from {{ ref('int_purchases') }}

),

lookback as (

    select max(case when setting = 'lookback_days' then value end) as lookback_days
    from {{ ref('attribution_settings') }}

),

moments as (

    select
        'lead' as conversion_kind,
        person_id as source_key,
        person_id,
        lead_created_at as converted_at
    from people
    where lead_created_at is not null

    union all

    select
        'mql' as conversion_kind,
        {{ hash_key(['person_id', 'journey_number']) }} as source_key,
        person_id,
        qualified_at as converted_at
    from qualifications

    union all

    select
        'opportunity' as conversion_kind,
        opportunity_id as source_key,
        person_id,
        created_at as converted_at
    from opportunities

    union all

    select
        conversion_kind,
        purchase_key as source_key,
        person_id,
        purchased_at as converted_at
    from purchases

),

valued_moments as (

    select
        {{ hash_key(['moments.conversion_kind', 'moments.source_key']) }} as conversion_id,
        moments.conversion_kind,
        moments.source_key,
        moments.person_id,
        purchases.customer_id,
        moments.converted_at,
        coalesce(purchases.revenue, 0) as revenue,
        coalesce(purchases.margin, 0) as margin,
        coalesce(purchases.is_new_customer, false) as is_new_customer,
        -lookback.lookback_days as days_back

    from moments
    cross join lookback
    left join purchases
        on
            moments.conversion_kind = purchases.conversion_kind
            and moments.source_key = purchases.purchase_key

),

conversions as (

    select
        conversion_id,
        conversion_kind,
        source_key,
        person_id,
        customer_id,
        converted_at,
        {{ month_of(local_date('converted_at')) }} as converted_month,
        {{ add_days_to_instant('converted_at', 'days_back') }} as looks_back_to,
        lag(converted_at) over (
            partition by conversion_kind, person_id order by converted_at nulls last, conversion_id
        ) as previous_converted_at,
        cast(revenue as decimal(18, 2)) as revenue,
        cast(margin as decimal(18, 2)) as margin,
        is_new_customer

    from valued_moments

)

select * from conversions
