with

loads as (

    select * from {{ ref('stg_gate__loads') }}

),

load_reasons as (

    select
        load_id,
        fate,
        reason,
        sum(row_count) as row_count

    from {{ ref('stg_gate__load_reasons') }}
    group by load_id, fate, reason

),

told_reasons as (

    select
        *,
        concat(fate, ' ', reason, ': ', cast(row_count as string)) as told

    from load_reasons

),

reasons as (

    select
        load_id,
        {{ ordered_list('told', 'told', '; ') }} as reasons

    from told_reasons
    group by load_id

),

explained_loads as (

    select
        loads.*,
        reasons.reasons

    from loads
    left join reasons
        on loads.load_id = reasons.load_id

)

select * from explained_loads
