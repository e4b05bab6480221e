-- Newcombe 1998, Statistics in Medicine 17:857, table I, method 3 (95 %); 10 of 100 beside them.
with

published (converted, entered, rate_low, rate_high) as (

    values
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (10, 100, 0.0552, 0.1744)

),

settings as (

    select max(case when setting = 'wilson_z' then value end) as wilson_z
    from {{ ref('funnel_settings') }}

),

computed as (

    select
        published.*,
        {{ wilson_low('published.converted', 'published.entered', 'settings.wilson_z') }} as low,
        {{ wilson_high('published.converted', 'published.entered', 'settings.wilson_z') }} as high

    from published
    cross join settings
    where settings.wilson_z between 1.959 and 1.961

)

select * from computed
where abs(low - rate_low) > 0.00005 or abs(high - rate_high) > 0.00005
