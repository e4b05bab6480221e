{% set news = {'walker_id': 'int_walker_news'} %}
{{ config(meta={'news': news}) }}

with

unconverted_walkers as (

    select * from {{ ref('int_unconverted_walkers') }}

),

walker_touches as (

    select * from {{ news_in('int_walker_touches', news) }}

),

-- The walks to several kinds of conversions are one, where none of them has happened.
walks as (

    select distinct
        walker_id,
        previous_converted_at,
        looks_back_to

    from unconverted_walkers

),

-- The same channel again and again is one step of the path.
paths as (

    select
        walks.walker_id,
        walks.previous_converted_at,
        {{ ordered_list('walker_touches.channel', 'walker_touches.touch_number', ' > ') }} as path

    from walks
    inner join walker_touches
        on
            walks.walker_id = walker_touches.walker_id
            and walks.looks_back_to <= walker_touches.occurred_at
            and (
                walks.previous_converted_at is null
                or walks.previous_converted_at < walker_touches.occurred_at
            )
    where walker_touches.channel is distinct from walker_touches.next_channel
    group by walks.walker_id, walks.previous_converted_at

),

open_walks as (

    select
        unconverted_walkers.conversion_kind,
        unconverted_walkers.walker_id,
        paths.path

    from unconverted_walkers
    inner join paths
        on
            unconverted_walkers.walker_id = paths.walker_id
            and unconverted_walkers.previous_converted_at
            is not distinct from paths.previous_converted_at

)

select * from open_walks
