-- Excluded touches stay: the mart holds each touch of the sources, one for each answer to a
-- campaign, and one for each lead record with a lead source.
with

received as (

    select count(*) as touch_count from {{ ref('int_received_touchpoints') }}

),

lead_sources as (

    select count(*) as touch_count from {{ ref('int_all_leads') }}
    where lead_source is not null

),

touchpoints as (

    select count(*) as touch_count from {{ ref('touchpoints') }}

),

difference as (

    select
        received.touch_count as received_count,
        lead_sources.touch_count as lead_source_count,
        touchpoints.touch_count as mart_count

    from received
    cross join lead_sources
    cross join touchpoints
    where received.touch_count + lead_sources.touch_count <> touchpoints.touch_count

)

select * from difference
