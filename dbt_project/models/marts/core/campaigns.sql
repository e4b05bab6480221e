with

campaigns as (

    select
        campaign_id,
        source_system,
        name,
        campaign_type,
        channel,
        status,
        starts_on,
        ends_on,
        budget,
        currency

    from {{ ref('int_campaigns') }}

)

select * from campaigns
