with

contact_states as (

    select * from {{ ref('int_hubspot__contact_states') }}
    where property = 'hs_email_optout'

),

contacts as (

    select * from {{ ref('stg_hubspot__contact') }}

),

email_events as (

    select * from {{ ref('int_hubspot__email_events') }}
    where event_word in ('subscribed', 'unsubscribed', 'spamreport')

),

compared_optouts as (

    select
        *,
        lower(trim(value)) = 'true' as is_opted_out,
        coalesce(
            lag(lower(trim(value))) over (
                partition by source_system, contact_id
                order by changed_at, value
            ) = 'true',
            false
        ) as was_opted_out

    from contact_states

),

-- A contact that never opted out has said nothing: only taking an opt-out back is a yes.
consents as (

    select
        compared_optouts.source_system,
        concat_ws(
            '|', compared_optouts.contact_id, cast(compared_optouts.changed_at as string)
        ) as consent_id,
        compared_optouts.contact_id as lead_id,
        contacts.email,
        not compared_optouts.is_opted_out as is_granted,
        'hs_email_optout' as reason,
        compared_optouts.changed_at

    from compared_optouts
    left join contacts
        on
            compared_optouts.source_system = contacts.source_system
            and compared_optouts.contact_id = contacts.contact_id
    where compared_optouts.is_opted_out is distinct from compared_optouts.was_opted_out
    union all
    select
        source_system,
        event_id as consent_id,
        contact_id as lead_id,
        recipient as email,
        event_word = 'subscribed' as is_granted,
        event_word as reason,
        occurred_at as changed_at

    from email_events

)

select * from consents
