with

week_news as (

    {{ changed_since('int_nurture_week_fingerprints', 'week') }}

)

select * from week_news
