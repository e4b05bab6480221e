with

statuses as (

    select * from {{ ref('int_lifecycle_statuses') }}

),

unmapped_statuses as (

    select
        evidence as field,
        source_system,
        value,
        count(*) as status_count,
        count(distinct person_id) as person_count,
        min(occurred_at) as first_seen_at,
        max(occurred_at) as last_seen_at

    from statuses
    where not is_mapped
    group by evidence, source_system, value

)

select * from unmapped_statuses
