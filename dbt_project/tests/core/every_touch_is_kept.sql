-- Excluded touches stay: the mart holds each touch of the sources, and one for each lead record
-- with a lead source.
with

staged as (

    select count(*) as touch_count from {{ ref('int_all_touchpoints') }}

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
        staged.touch_count as staged_count,
        lead_sources.touch_count as lead_source_count,
        touchpoints.touch_count as mart_count

    from staged
    cross join lead_sources
    cross join touchpoints
    where staged.touch_count + lead_sources.touch_count <> touchpoints.touch_count

)

select * from difference
