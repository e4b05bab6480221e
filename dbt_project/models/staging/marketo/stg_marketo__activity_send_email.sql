with

versions as (

    select * from {{ source('raw_marketo', 'activity_send_email') }}

),

sent_emails as (

    select
        source_system,
        id as activity_id,
        lead_id,
        cast(null as string) as url,
        cast(null as string) as referrer,
        primary_attribute_value as content,
        cast(null as string) as user_agent,
        cast(null as boolean) as is_machine,
        campaign_id as smart_campaign_id,
        activity_date as occurred_at

    from versions
    where {{ known_by_as_of('activity_date', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'activity_date') }}

)

select * from sent_emails
