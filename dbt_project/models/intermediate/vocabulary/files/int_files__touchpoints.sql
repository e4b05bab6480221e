{% set news = {'touchpoint_id': 'int_told_touches', 'load_id': none} %}
with

-- Few touches are told again: to put only those in order spares a sort of all.
told_again as (

    select
        source_system,
        touchpoint_id

    from {{ news_in('stg_files__touchpoint_versions', news) }}
    group by source_system, touchpoint_id
    having count(*) > 1

),

-- Each reads the versions for itself: under one name DuckDB would keep all of them in memory.
told_once as (

    select versions.*
    from {{ news_in('stg_files__touchpoint_versions', news) }} as versions
    left join told_again
        on
            versions.source_system = told_again.source_system
            and versions.touchpoint_id = told_again.touchpoint_id
    where told_again.touchpoint_id is null

),

told_last as (

    select versions.*
    from {{ news_in('stg_files__touchpoint_versions', news) }} as versions
    inner join told_again
        on
            versions.source_system = told_again.source_system
            and versions.touchpoint_id = told_again.touchpoint_id
    qualify
        row_number() over (
            partition by versions.source_system, versions.touchpoint_id
            order by versions.loaded_at desc, versions.source_line desc
        ) = 1

),

latest_versions as (

    select * from told_once

    union all

    select * from told_last

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
        cast(null as boolean) as is_machine,
        load_id

    from latest_versions

)

select * from touchpoints
