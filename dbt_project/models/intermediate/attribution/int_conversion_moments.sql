-- A view: one model reads it.
{{ config(materialized='view') }}

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

conversion_moments as (

    select
        'lead' as conversion_kind,
        person_id as source_key,
        person_id,
        cast(null as string) as account_id,
        cast(null as string) as customer_id,
        lead_created_at as converted_at,
        cast(0 as decimal(18, 2)) as revenue,
        cast(0 as decimal(18, 2)) as margin,
        false as is_new_customer
    from people
    where lead_created_at is not null

    union all

    select
        'mql' as conversion_kind,
        {{ hash_key(['person_id', 'journey_number']) }} as source_key,
        person_id,
        null as account_id,
        null as customer_id,
        qualified_at as converted_at,
        0 as revenue,
        0 as margin,
        false as is_new_customer
    from qualifications

    union all

    select
        'opportunity' as conversion_kind,
        opportunity_id as source_key,
        person_id,
        account_id,
        null as customer_id,
        created_at as converted_at,
        0 as revenue,
        0 as margin,
        false as is_new_customer
    from opportunities

    union all

    select
        conversion_kind,
        purchase_key as source_key,
        person_id,
        account_id,
        customer_id,
        purchased_at as converted_at,
        revenue,
        margin,
        is_new_customer
    from purchases

)

select * from conversion_moments
