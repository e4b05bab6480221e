with

load_days as (

    select * from {{ ref('int_load_days') }}

),

rules as (

    select * from {{ ref('load_volume_rules') }}

),

ruled_days as (

    select
        load_days.*,
        rules.rule_order,
        rules.days,
        rules.min_days,
        rules.min_rows,
        rules.block_below,
        rules.alert_below,
        rules.alert_above,
        rules.block_above

    from load_days
    inner join rules
        on load_days.table_name like rules.table_name
    qualify
        row_number() over (
            partition by load_days.table_name, load_days.source_system, load_days.loaded_on
            order by rules.rule_order
        ) = 1

),

-- Every day beside each of the days before it that it is measured by.
earlier_days as (

    select
        ruled_days.table_name,
        ruled_days.source_system,
        ruled_days.loaded_on,
        earlier.row_count,
        earlier.load_count,
        earlier.weekday = ruled_days.weekday as is_same_weekday

    from ruled_days
    inner join load_days as earlier
        on
            ruled_days.table_name = earlier.table_name
            and ruled_days.source_system = earlier.source_system
    where
        {{ days_between('earlier.loaded_on', 'ruled_days.loaded_on') }}
        between 1 and ruled_days.days

),

usual as (

    select
        table_name,
        source_system,
        loaded_on,
        count(*) as day_count,
        sum(case when is_same_weekday then 1 else 0 end) as weekday_count,
        percentile_cont(0.5) within group (order by row_count) as rows_of_days,
        percentile_cont(0.5) within group (
            order by case when is_same_weekday then row_count end
        ) as rows_of_weekdays,
        percentile_cont(0.5) within group (order by load_count) as loads_of_days

    from earlier_days
    group by table_name, source_system, loaded_on

),

usual_loads as (

    select
        ruled_days.*,
        usual.loads_of_days as usual_load_count,
        case
            when usual.weekday_count >= ruled_days.min_days then usual.rows_of_weekdays
            when usual.day_count >= ruled_days.min_days then usual.rows_of_days
        end as usual_row_count

    from ruled_days
    left join usual
        on
            ruled_days.table_name = usual.table_name
            and ruled_days.source_system = usual.source_system
            and ruled_days.loaded_on = usual.loaded_on

)

select * from usual_loads
