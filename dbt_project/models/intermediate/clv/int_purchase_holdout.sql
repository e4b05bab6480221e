with

days as (

    select
        {{ local_date(as_of()) }} as as_of_on,
        min(case when is_purchase then ordered_on end) as first_on

    from {{ ref('int_purchase_days') }}

),

assumptions as (

    select * from {{ ref('int_clv_assumptions') }}

),

held_back as (

    select
        days.as_of_on,
        cast(
            floor({{ days_between('days.first_on', 'days.as_of_on') }} * assumptions.holdout_share)
            as int
        ) as later_days

    from days
    cross join assumptions

),

-- The first part ends with this day.
holdout as (

    select
        later_days,
        {{ add_days('as_of_on', '-later_days') }} as first_part_until

    from held_back

)

select * from holdout
