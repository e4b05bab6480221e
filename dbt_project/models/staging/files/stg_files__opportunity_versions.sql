with

versions as (

    select * from {{ source('raw_files', 'opportunities') }}

),

known_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify
        {{ is_latest_version(['source_system', 'opportunity_id', 'updated_at'], 'null') }}

),

opportunity_versions as (

    select
        source_system,
        opportunity_id,
        stage,
        amount,
        currency,
        expected_close_on,
        created_at,
        updated_at

    from known_versions

)

select * from opportunity_versions
