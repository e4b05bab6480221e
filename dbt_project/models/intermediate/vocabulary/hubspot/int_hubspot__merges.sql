with

contacts as (

    select * from {{ ref('stg_hubspot__contact') }}

),

merge_audits as (

    select * from {{ ref('stg_hubspot__contact_merge_audit') }}

),

merged_deals as (

    select * from {{ ref('stg_hubspot__merged_deal') }}

),

merged_vids as (

    select
        source_system,
        contact_id,
        {{ each_part('merged_vids', ';') }} as entry

    from contacts
    union all
    select
        source_system,
        contact_id,
        {{ each_part('merged_object_ids', ';') }} as entry

    from contacts

),

-- "vid:milliseconds", or the vid alone.
parted_vids as (

    select
        source_system,
        contact_id,
        nullif(trim(regexp_extract(entry, '^([^:]*)', 1)), '') as merged_contact_id,
        try_cast(nullif(regexp_extract(entry, ':([0-9]+)', 1), '') as bigint) as merged_milliseconds

    from merged_vids

),

stated_merges as (

    select
        source_system,
        'contact' as object_type,
        merged_contact_id as record_id,
        contact_id as merged_into_id,
        {{ instant_of_milliseconds('merged_milliseconds') }} as merged_at

    from parted_vids
    union all
    select
        source_system,
        'contact' as object_type,
        merged_contact_id as record_id,
        contact_id as merged_into_id,
        merged_at

    from merge_audits
    union all
    select
        source_system,
        'deal' as object_type,
        merged_deal_id as record_id,
        deal_id as merged_into_id,
        cast(null as timestamp) as merged_at

    from merged_deals

),

known_merges as (

    select
        source_system,
        object_type,
        record_id,
        merged_into_id,
        min(merged_at) as merged_at

    from stated_merges
    where record_id <> merged_into_id
    group by source_system, object_type, record_id, merged_into_id

),

-- The end of a chain names all that went into it: of several merges of one record, the first is its
-- own, and the chain leads on from there.
record_merges as (

    select
        source_system,
        object_type,
        record_id,
        merged_into_id

    from known_merges
    where merged_at is null or merged_at <= {{ as_of() }}
    qualify
        row_number() over (
            partition by source_system, object_type, record_id
            order by merged_at nulls last, try_cast(merged_into_id as bigint), merged_into_id
        ) = 1

)

select * from record_merges
