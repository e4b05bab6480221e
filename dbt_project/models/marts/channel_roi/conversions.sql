{% set news = {'conversion_id': 'int_conversion_news'} %}
{{ config(meta={'news': news}) }}

with

conversions as (

    select * from {{ news_in('int_conversions', news) }}

),

paths as (

    select * from {{ news_in('int_path_shapes', news) }}

),

described_conversions as (

    select
        conversions.conversion_id,
        conversions.conversion_kind,
        conversions.person_id,
        conversions.customer_id,
        conversions.converted_at,
        conversions.converted_month,
        conversions.revenue,
        conversions.margin,
        conversions.is_new_customer,
        cast(paths.touches as int) as touches

    from conversions
    inner join paths
        on conversions.conversion_id = paths.conversion_id

)

select * from described_conversions
