with

table_states as (

    select
        *,
        {{ hours_elapsed('last_event_at', as_of()) }} as event_age_hours,
        -- A build may look from before its loads.
        greatest({{ hours_elapsed('last_loaded_at', as_of()) }}, cast(0 as double))
            as load_age_hours

    from {{ ref('stg_gate__table_states') }}

),

rules as (

    select * from {{ ref('freshness_rules') }}

),

table_freshness as (

    select
        table_states.*,
        rules.max_event_age_hours,
        rules.max_load_age_hours,
        rules.action

    from table_states
    inner join rules
        on table_states.table_name like rules.table_name
    qualify
        row_number() over (
            partition by table_states.table_name, table_states.source_system
            order by rules.rule_order
        ) = 1

)

select * from table_freshness
