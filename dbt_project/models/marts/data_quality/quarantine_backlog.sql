with

load_days as (

    select
        *,
        {{ local_date(as_of()) }} as as_of_on

    from {{ ref('int_load_days') }}

),

rules as (

    select * from {{ ref('quarantine_rules') }}

),

tables_with_rules as (

    select
        load_days.table_name,
        load_days.source_system,
        load_days.loaded_on,
        load_days.row_count,
        load_days.quarantined_count,
        greatest({{ days_between('load_days.loaded_on', 'load_days.as_of_on') }}, 0) as age_days,
        rules.rule_order,
        rules.days,
        rules.min_rows,
        rules.alert_share,
        rules.block_share,
        rules.alert_age_days

    from load_days
    inner join rules
        on load_days.table_name like rules.table_name
    qualify
        row_number() over (
            partition by load_days.table_name, load_days.source_system, load_days.loaded_on
            order by rules.rule_order
        ) = 1

),

waiting as (

    select
        table_name,
        source_system,
        rule_order,
        min_rows,
        alert_share,
        block_share,
        alert_age_days,
        cast(sum(quarantined_count) as bigint) as row_count,
        cast(
            max(case when quarantined_count > 0 then age_days end) as int
        ) as oldest_age_days,
        cast(
            coalesce(sum(case when age_days < days then row_count end), 0) as bigint
        ) as recent_rows_read,
        {{ safe_divide(
            'sum(case when age_days < days then quarantined_count end)',
            'sum(case when age_days < days then row_count end)'
        ) }} as recent_share

    from tables_with_rules
    group by
        table_name, source_system, rule_order, min_rows, alert_share, block_share, alert_age_days
    having sum(quarantined_count) > 0

),

quarantine_backlog as (

    select
        table_name,
        source_system,
        row_count,
        oldest_age_days,
        recent_rows_read,
        recent_share,
        rule_order,
        case
            when recent_rows_read >= min_rows and recent_share > block_share then 'block'
            when recent_rows_read >= min_rows and recent_share > alert_share then 'alert'
            when oldest_age_days > alert_age_days then 'alert'
        end as action

    from waiting

)

select * from quarantine_backlog
