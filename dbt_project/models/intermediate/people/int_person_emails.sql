with

mentions as (

    select * from {{ ref('int_identity_mentions') }}

),

identity_people as (

    select * from {{ ref('int_identity_people') }}

),

email_addresses as (

    select * from {{ ref('int_email_addresses') }}

),

person_emails as (

    select
        identity_people.person_id,
        email_addresses.email,
        email_addresses.email_domain,
        email_addresses.is_free_mail,
        email_addresses.invalid_reason,
        row_number() over (
            partition by identity_people.person_id
            order by min(mentions.first_seen_at) nulls last, email_addresses.email
        ) as email_number

    from mentions
    inner join identity_people
        on mentions.identity_key = identity_people.identity_key
    inner join email_addresses
        on mentions.email = email_addresses.email
    group by
        identity_people.person_id,
        email_addresses.email,
        email_addresses.email_domain,
        email_addresses.is_free_mail,
        email_addresses.invalid_reason

)

select * from person_emails
