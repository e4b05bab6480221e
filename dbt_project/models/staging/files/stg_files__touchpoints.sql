-- A table, unlike its neighbours: the one large source is read by four models and made unique once.
{{ config(materialized='table') }}

with

versions as (

    select * from {{ source('raw_files', 'touchpoints') }}

),

latest_versions as (

    -- A clock that runs ahead must not hide a touch that has already arrived.
    select * from versions
    where least(occurred_at, coalesce(received_at, occurred_at)) <= {{ as_of() }}
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
        {{ normalised_email('email') }} as email,
        {{ identity_key('lead_id', 'email', 'visitor_id') }} as identity_key,
        visitor_id,
        touchpoint_type,
        url,
        referrer,
        coalesce(
            utm_source, nullif(regexp_extract(url, '[?&]utm_source=([^&#]+)', 1), '')
        ) as utm_source,
        coalesce(
            utm_medium, nullif(regexp_extract(url, '[?&]utm_medium=([^&#]+)', 1), '')
        ) as utm_medium,
        coalesce(
            utm_campaign, nullif(regexp_extract(url, '[?&]utm_campaign=([^&#]+)', 1), '')
        ) as utm_campaign,
        campaign_id,
        content,
        product_line,
        user_agent,
        occurred_at,
        received_at

    from latest_versions

)

select * from touchpoints
