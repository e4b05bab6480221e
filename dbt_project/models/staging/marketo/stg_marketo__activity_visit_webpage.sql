with

versions as (

    select * from {{ source('raw_marketo', 'activity_visit_webpage') }}

),

page_visits as (

    select
        source_system,
        id as activity_id,
        lead_id,
        coalesce(webpage_url, primary_attribute_value)
        || coalesce('?' || nullif(query_parameters, ''), '') as url,
        referrer_url as referrer,
        cast(null as string) as content,
        user_agent,
        cast(null as boolean) as is_machine,
        campaign_id as smart_campaign_id,
        activity_date as occurred_at

    from versions
    where {{ known_by_as_of('activity_date', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'activity_date') }}

)

select * from page_visits
