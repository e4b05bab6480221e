with

versions as (

    select * from {{ source('raw_pardot', 'opportunity') }}

),

-- A record that arrives twice with one moment of change was read twice: the later reading holds.
known_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(
            ['source_system', 'id', 'updated_at'], 'null'
        ) }}

),

opportunity_versions as (

    select
        source_system,
        id as opportunity_id,
        {{ salesforce_id('crm_opportunity_fid') }} as salesforce_opportunity_id,
        name,
        type as opportunity_type,
        value as amount,
        stage,
        probability / 100 as probability,
        status,
        campaign_id,
        closed_at,
        {{ is_gone() }} as is_deleted,
        created_at,
        updated_at

    from known_versions

)

select * from opportunity_versions
