with

campaigns as (

    select
        source_system,
        campaign_id,
        name,
        campaign_type,
        status,
        cast(null as string) as utm_source,
        cast(null as string) as utm_medium,
        budgeted_cost as budget,
        currency,
        starts_on,
        ends_on,
        updated_at

    from {{ ref('stg_salesforce__campaign') }}
    where not is_deleted

)

select * from campaigns
