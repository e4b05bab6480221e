with

reporting as (

    select
        {{ as_of() }} as as_of,
        {{ local_date(as_of()) }} as as_of_on,
        '{{ var("time_zone") }}' as time_zone,
        '{{ var("reporting_currency") }}' as currency

)

select * from reporting
