with

latest_versions as (

    select * from {{ source('raw_hubspot', 'deal_stage') }}
    where {{ known_by_as_of('date_entered', 'null') }}
    qualify {{ is_latest_version(['source_system', 'deal_id', 'value', 'date_entered'], 'null') }}

),

deal_stages as (

    select
        source_system,
        deal_id,
        value as stage_id,
        date_entered as entered_at

    from latest_versions

)

select * from deal_stages
