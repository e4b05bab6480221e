with

unmapped as (

    select
        field,
        source_system,
        value,
        seen_count,
        first_seen_at,
        last_seen_at

    from {{ ref('int_unmapped_words') }}
    union all
    select
        'channel' as field,
        source_system,
        value,
        seen_count,
        first_seen_at,
        last_seen_at

    from {{ ref('int_unmapped_channels') }}
    union all
    select
        field,
        source_system,
        value,
        status_count as seen_count,
        first_seen_at,
        last_seen_at

    from {{ ref('int_lifecycle_unmapped_statuses') }}

),

masked as (

    select
        field,
        source_system,
        {{ without_email('value') }} as value,
        seen_count,
        first_seen_at,
        last_seen_at

    from unmapped

),

unmapped_values as (

    select
        field,
        source_system,
        value,
        cast(sum(seen_count) as bigint) as seen_count,
        min(first_seen_at) as first_seen_at,
        max(last_seen_at) as last_seen_at

    from masked
    group by field, source_system, value

)

select * from unmapped_values
