with

versions as (

    select * from {{ source('raw_zoho', 'deal') }}

),

known_versions as (

    select * from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id', 'modified_time'], 'null') }}

),

deal_versions as (

    select
        source_system,
        id as deal_id,
        stage,
        amount,
        currency,
        closing_date as closing_on,
        created_time as created_at,
        modified_time as updated_at

    from known_versions

)

select * from deal_versions
