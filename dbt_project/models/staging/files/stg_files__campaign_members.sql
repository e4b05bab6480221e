with

versions as (

    select * from {{ source('raw_files', 'campaign_members') }}

),

latest_versions as (

    select * from versions
    where
        created_at <= {{ as_of() }}
        and (updated_at is null or updated_at <= {{ as_of() }})
    qualify
        row_number() over (
            partition by source_system, campaign_member_id
            order by updated_at desc nulls last, _loaded_at desc, _source_line desc
        ) = 1

),

campaign_members as (

    select
        source_system,
        campaign_member_id,
        campaign_id,
        lead_id,
        {{ normalised_email('email') }} as email,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key,
        status,
        created_at,
        case when responded_at <= {{ as_of() }} then responded_at end as responded_at,
        updated_at

    from latest_versions

)

select * from campaign_members
