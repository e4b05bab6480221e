with

email_events as (

    select * from {{ ref('stg_hubspot__email_event') }}

),

status_changes as (

    select * from {{ ref('stg_hubspot__email_event_status_change') }}

),

addresses as (

    select * from {{ ref('int_hubspot__addresses') }}

),

-- A change of subscription is told by what it changed to.
addressed_events as (

    select
        email_events.source_system,
        email_events.event_id,
        email_events.recipient,
        email_events.email_campaign_id,
        email_events.is_filtered,
        email_events.occurred_at,
        lower(coalesce(status_changes.subscription_status, email_events.event_type)) as event_word,
        {{ normalised_email('email_events.recipient') }} as address

    from email_events
    left join status_changes
        on
            email_events.source_system = status_changes.source_system
            and email_events.event_id = status_changes.event_id

),

-- The address may be a contact's second one: naming both makes them one person.
recorded_events as (

    select
        addressed_events.*,
        addresses.contact_id

    from addressed_events
    left join addresses
        on
            addressed_events.source_system = addresses.source_system
            and addressed_events.address = addresses.email

)

select * from recorded_events
