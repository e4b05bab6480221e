with

touch_news as (

    {{ changed_since('int_touch_fingerprints', 'person_id') }}

)

select * from touch_news
