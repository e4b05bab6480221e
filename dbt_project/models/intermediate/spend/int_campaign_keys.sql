with

mentions as (

    select
        campaign_id as campaign_key,
        'touches' as place,
        count(*) as touches,
        0 as spend
    from {{ ref('int_touchpoints') }}
    where is_counted and campaign_id is not null
    group by campaign_id

    union all

    select
        campaign_id as campaign_key,
        'spend' as place,
        0 as touches,
        coalesce(sum(cost), 0) as spend
    from {{ ref('int_ad_spend') }}
    group by campaign_id

    union all

    select
        campaign_id as campaign_key,
        'CRM' as place,
        0 as touches,
        0 as spend
    from {{ ref('int_campaigns') }}

),

campaign_keys as (

    select
        campaign_key,
        sum(touches) as touches,
        sum(spend) as spend,
        max(case when place = 'touches' then 1 else 0 end) = 1 as is_in_touches,
        max(case when place = 'spend' then 1 else 0 end) = 1 as is_in_spend,
        max(case when place = 'CRM' then 1 else 0 end) = 1 as is_in_crm

    from mentions
    group by campaign_key

)

select * from campaign_keys
