with

statuses as (

    select * from {{ ref('int_lifecycle_statuses') }}

),

unmapped_statuses as (

    select
        field,
        source_system,
        value,
        count(*) as status_count,
        count(distinct person_id) as person_count,
        min(changed_at) as first_seen_at,
        max(changed_at) as last_seen_at

    from statuses
    where not is_mapped
    group by field, source_system, value

)

select * from unmapped_statuses
