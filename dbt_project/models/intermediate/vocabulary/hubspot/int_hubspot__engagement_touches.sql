with

engaged_contacts as (

    select * from {{ ref('int_hubspot__engaged_contacts') }}

),

types as (

    select * from {{ ref('touchpoint_type_map') }}
    where source = 'hubspot' and field in ('call_direction', 'email_direction')

),

-- What a contact did towards sales: an answer to a mail, a call.
engagement_touches as (

    select
        engaged_contacts.source_system,
        engaged_contacts.engaged_contact_id as touchpoint_id,
        engaged_contacts.contact_id as lead_id,
        cast(null as string) as email,
        types.touchpoint_type,
        cast(null as string) as url,
        cast(null as string) as referrer,
        cast(null as string) as campaign_id,
        cast(null as string) as content,
        cast(null as string) as user_agent,
        engaged_contacts.occurred_at,
        cast(null as boolean) as is_machine

    from engaged_contacts
    inner join types
        on
            concat(engaged_contacts.engagement_type, '_direction') = types.field
            and engaged_contacts.direction = types.value
    where types.touchpoint_type is not null and engaged_contacts.contact_id is not null

)

select * from engagement_touches
