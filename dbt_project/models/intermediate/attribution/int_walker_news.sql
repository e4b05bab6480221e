with

walker_news as (

    {{ changed_since('int_walker_fingerprints', 'walker_id') }}

)

select * from walker_news
