with

versions as (

    select * from {{ source('raw_zoho', 'campaign_member') }}

),

members as (

    select
        source_system,
        campaign_id,
        member_id as lead_id,
        member_status as status,
        coalesce(is_deleted, _fivetran_deleted, false) as is_deleted,
        created_time as created_at,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'campaign_id', 'member_id'], 'modified_time') }}

)

select * from members
