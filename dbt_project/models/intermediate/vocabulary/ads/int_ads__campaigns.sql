with

-- Ids are one within a platform; should two platforms share one, the campaign changed last has it.
campaigns as (

    select
        source_system,
        campaign_id,
        name,
        replace(platform, '_', ' ') as campaign_type,
        status,
        cast(null as string) as utm_source,
        utm_medium,
        cast(null as decimal(18, 2)) as budget,
        currency,
        starts_on,
        ends_on,
        updated_at

    from {{ ref('int_ads__campaign_accounts') }}
    qualify
        row_number() over (
            partition by source_system, campaign_id
            order by updated_at desc nulls last, platform asc
        ) = 1

)

select * from campaigns
