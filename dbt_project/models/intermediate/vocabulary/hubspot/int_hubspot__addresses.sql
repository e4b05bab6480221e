with

contacts as (

    select * from {{ ref('stg_hubspot__contact') }}

),

leads as (

    select * from {{ ref('int_hubspot__leads') }}

),

stated_addresses as (

    select
        source_system,
        contact_id,
        email as address,
        0 as position

    from contacts
    where email is not null
    union all
    select
        source_system,
        contact_id,
        {{ each_part('additional_emails', ';') }} as address,
        1 as position

    from contacts
    where additional_emails is not null

),

normalised_addresses as (

    select
        source_system,
        contact_id,
        position,
        {{ normalised_email('address') }} as email

    from stated_addresses

),

-- One contact per address: one that is still there, that has it as its first, that came first.
addresses as (

    select
        normalised_addresses.source_system,
        normalised_addresses.email,
        normalised_addresses.contact_id

    from normalised_addresses
    left join leads
        on
            normalised_addresses.source_system = leads.source_system
            and normalised_addresses.contact_id = leads.lead_id
    where normalised_addresses.email is not null
    qualify
        row_number() over (
            partition by normalised_addresses.source_system, normalised_addresses.email
            order by
                case when leads.lead_id is null then 1 else 0 end,
                normalised_addresses.position,
                try_cast(normalised_addresses.contact_id as bigint) nulls last,
                normalised_addresses.contact_id
        ) = 1

)

select * from addresses
