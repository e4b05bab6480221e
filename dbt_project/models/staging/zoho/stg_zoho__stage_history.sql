with

versions as (

    select * from {{ source('raw_zoho', 'stage_history') }}

),

stage_stays as (

    select
        source_system,
        id as stage_stay_id,
        deal_id,
        stage,
        amount,
        currency,
        probability / 100 as probability,
        modified_time as entered_at

    from versions
    where {{ known_by_as_of('modified_time', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from stage_stays
