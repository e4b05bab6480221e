with

programs as (

    select
        *,
        cast(starts_at as date) as starts_on,
        cast(ends_at as date) as ends_on

    from {{ ref('stg_marketo__program') }}
    where not is_deleted

),

-- A program is what others call a campaign; a smart campaign is an automation inside it.
campaigns as (

    select
        source_system,
        program_id as campaign_id,
        name,
        channel as campaign_type,
        status,
        cast(null as string) as utm_source,
        cast(null as string) as utm_medium,
        cast(null as decimal(18, 2)) as budget,
        cast(null as string) as currency,
        starts_on,
        ends_on,
        updated_at

    from programs

)

select * from campaigns
