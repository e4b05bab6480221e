with

versions as (

    select * from {{ source('raw_zoho', 'deal') }}

),

deals as (

    select
        source_system,
        id as deal_id,
        deal_name as name,
        account_id,
        contact_id,
        campaign_source_id as campaign_id,
        type as opportunity_type,
        amount,
        currency,
        stage,
        probability / 100 as probability,
        lead_source,
        owner_id,
        closing_date as closing_on,
        coalesce(is_deleted, _fivetran_deleted, false) as is_deleted,
        created_time as created_at,
        modified_time as updated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'modified_time') }}

)

select * from deals
