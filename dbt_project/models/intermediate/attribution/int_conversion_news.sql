with

conversion_news as (

    {{ changed_since('int_conversion_fingerprints', 'conversion_id') }}

)

select * from conversion_news
