with

versions as (

    select * from {{ source('raw_marketo', 'campaign') }}

),

smart_campaigns as (

    select
        source_system,
        id as smart_campaign_id,
        program_id

    from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'updated_at') }}

)

select * from smart_campaigns
