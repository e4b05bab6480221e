with

versions as (

    select * from {{ source('raw_marketo', 'activity_email_bounced') }}

),

bounced_emails as (

    select
        source_system,
        id as activity_id,
        lead_id,
        category,
        details as reason,
        primary_attribute_value as content,
        campaign_id as smart_campaign_id,
        activity_date as occurred_at

    from versions
    where {{ known_by_as_of('activity_date', 'null') }}
    qualify {{ is_latest_version(['source_system', 'id'], 'activity_date') }}

)

select * from bounced_emails
