with

known_versions as (

    select * from {{ source('raw_files', 'touchpoints') }}
    where {{ event_known_by_as_of() }}

),

-- Few touches are told again: to put only those in order spares a sort of all.
told_again as (

    select
        source_system,
        touchpoint_id

    from known_versions
    group by source_system, touchpoint_id
    having count(*) > 1

),

latest_versions as (

    select known_versions.*
    from known_versions
    left join told_again
        on
            known_versions.source_system = told_again.source_system
            and known_versions.touchpoint_id = told_again.touchpoint_id
    where told_again.touchpoint_id is null

    union all

    select known_versions.*
    from known_versions
    inner join told_again
        on
            known_versions.source_system = told_again.source_system
            and known_versions.touchpoint_id = told_again.touchpoint_id
    qualify
        row_number() over (
            partition by known_versions.source_system, known_versions.touchpoint_id
            order by known_versions._loaded_at desc, known_versions._source_line desc
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
