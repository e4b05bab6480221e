with

reporting as (

    select
        {{ as_of() }} as as_of,
        {{ local_date(as_of()) }} as as_of_on,
        '{{ run_var("time_zone") }}' as time_zone,
        '{{ run_var("reporting_currency") }}' as currency

)

select * from reporting
