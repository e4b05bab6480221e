-- A view: what it adds is found by key.
{{ config(materialized='view') }}

with

conversions as (

    select
        *,
        case when conversion_kind in ('opportunity', 'won') then source_key end as opportunity_id

    from {{ ref('int_conversions') }}

),

walker_fingerprints as (

    select * from {{ ref('int_walker_fingerprints') }}

),

people as (

    select * from {{ ref('int_people') }}

),

opportunities as (

    select * from {{ ref('int_opportunities') }}

),

-- A milestone after the conversion did not lead there.
conversion_grounds as (

    select
        conversions.*,
        walker_fingerprints.fingerprint as walker_fingerprint,
        case
            when people.lead_created_at <= conversions.converted_at
                then {{ days_elapsed('people.lead_created_at', 'conversions.converted_at') }}
        end as lead_days_before,
        case
            when opportunities.created_at <= conversions.converted_at
                then {{ days_elapsed('opportunities.created_at', 'conversions.converted_at') }}
        end as opportunity_days_before

    from conversions
    left join walker_fingerprints
        on conversions.walker_id = walker_fingerprints.walker_id
    left join people
        on conversions.person_id = people.person_id
    left join opportunities
        on conversions.opportunity_id = opportunities.opportunity_id

)

select * from conversion_grounds
