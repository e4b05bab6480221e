with

conversions as (

    select * from {{ ref('int_conversions') }}

),

paths as (

    select * from {{ ref('int_path_shapes') }}

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
