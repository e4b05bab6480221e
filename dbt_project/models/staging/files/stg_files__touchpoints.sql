with

versions as (

    select * from {{ source('raw_files', 'touchpoints') }}

),

latest_versions as (

    select * from versions
    where {{ event_known_by_as_of() }}
    qualify
        row_number() over (
            partition by source_system, touchpoint_id
            order by _loaded_at desc, _source_line desc
        ) = 1

),

touchpoints as (

    select
        source_system,
        touchpoint_id,
        lead_id,
        email,
        visitor_id,
        touchpoint_type,
        url,
        referrer,
        utm_source,
        utm_medium,
        utm_campaign,
        campaign_id,
        content,
        product_line,
        user_agent,
        occurred_at,
        received_at,
        cast(null as boolean) as is_machine

    from latest_versions

)

select * from touchpoints
