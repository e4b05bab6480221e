{% set news = {'person_id': 'int_person_news'} %}
{{ config(meta={'news': news}) }}

with

intervals as (

    select * from {{ news_in('lifecycle_intervals', news) }}

),

stages as (

    select
        stage,
        coalesce(path_position, 0) as path_position,
        max(path_position) over () as last_position

    from {{ ref('lifecycle_stages') }}

),

placed_intervals as (

    select
        intervals.person_id,
        intervals.interval_number,
        intervals.stage,
        intervals.entered_at,
        coalesce(intervals.exited_at, cast('9999-12-31' as timestamp)) as exited_at,
        stages.path_position,
        stages.last_position

    from intervals
    inner join stages
        on intervals.stage = stages.stage

),

-- A detour lies before the path: whoever comes back to it has advanced. Behind the last stage there
-- is nothing to come to.
stays as (

    select
        stays.person_id,
        stays.interval_number,
        stays.stage,
        stays.entered_at,
        stays.exited_at,
        min(later_stays.entered_at) as advanced_at

    from placed_intervals as stays
    left join placed_intervals as later_stays
        on
            stays.person_id = later_stays.person_id
            and stays.interval_number < later_stays.interval_number
            and stays.path_position < later_stays.path_position
    where stays.path_position < stays.last_position
    group by
        stays.person_id, stays.interval_number, stays.stage, stays.entered_at, stays.exited_at

)

select * from stays
