with

touchpoint_news as (

    select * from {{ ref('int_touchpoint_news') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints_identified') }}
    where {{ only_news() }}

),

nobodys_touch_news as (

    select touchpoint_id from touchpoint_news

    union

    -- What bears no load is made anew each time.
    select touchpoint_id from touchpoints
    where person_id is null and load_id is null

)

select * from nobodys_touch_news
