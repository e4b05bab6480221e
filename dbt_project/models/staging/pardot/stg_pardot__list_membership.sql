with

versions as (

    select * from {{ source('raw_pardot', 'list_membership') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

),

list_memberships as (

    select
        source_system,
        id as list_membership_id,
        list_id,
        prospect_id,
        coalesce(opted_out, false) as has_opted_out,
        {{ is_gone() }} as is_deleted,
        created_at,
        updated_at

    from latest_versions

)

select * from list_memberships
