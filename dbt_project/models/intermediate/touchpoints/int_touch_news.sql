with

touch_news as (

    {{ changed_people('int_touch_fingerprints') }}

)

select * from touch_news
