with

versions as (

    select * from {{ source('raw_zoho', 'campaign') }}

),

campaigns as (

    select
        source_system,
        id as campaign_id,
        campaign_name as name,
        type as campaign_type,
        status,
        start_date as starts_on,
        end_date as ends_on,
        budgeted_cost,
        actual_cost,
        currency,
        coalesce(is_deleted, _fivetran_deleted, false) as is_deleted,
        created_time as created_at,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from campaigns
