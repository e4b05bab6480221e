with

load_reasons as (

    select
        *,
        {{ local_date('loaded_at') }} as quarantined_on

    from {{ ref('stg_gate__load_reasons') }}
    where fate = 'quarantined'

),

quarantine as (

    select
        table_name,
        source_system,
        reason,
        coalesce(column_name, '(row)') as column_name,
        quarantined_on,
        count(distinct load_id) as load_count,
        sum(row_count) as row_count

    from load_reasons
    group by table_name, source_system, reason, coalesce(column_name, '(row)'), quarantined_on

)

select * from quarantine
