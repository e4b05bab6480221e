-- A view: read once, by int_email_addresses.
{{ config(materialized='view') }}

with

mentions as (

    select * from {{ ref('int_identity_mentions') }}

),

mailbox_rules as (

    select * from {{ ref('mailbox_rules') }}

),

addresses as (

    select distinct
        email,
        split_part(email, '@', 1) as local_part,
        nullif(regexp_extract(email, '@([^@]+)$', 1), '') as email_domain,
        regexp_extract(email, '^[^@]+@[^@.]+([.][^@.]+)+$', 0) = email as is_well_formed

    from mentions
    where email is not null

),

ruled_addresses as (

    select
        addresses.*,
        rules.ignores_dots,
        coalesce(rules.same_as_domain, addresses.email_domain) as mailbox_domain,
        case
            when rules.tag_separator is null then addresses.local_part
            else coalesce(
                nullif(split_part(addresses.local_part, rules.tag_separator, 1), ''),
                addresses.local_part
            )
        end as untagged_name

    from addresses
    left join mailbox_rules as own_rules
        on addresses.email_domain = own_rules.domain
    inner join mailbox_rules as rules
        on coalesce(own_rules.domain, '*') = rules.domain

),

named_mailboxes as (

    select
        email,
        email_domain,
        mailbox_domain,
        is_well_formed,
        case
            when ignores_dots then replace(untagged_name, '.', '')
            else untagged_name
        end as mailbox_name

    from ruled_addresses

),

mailboxes as (

    select
        *,
        case
            when is_well_formed then mailbox_name || '@' || mailbox_domain
            else email
        end as mailbox

    from named_mailboxes

)

select * from mailboxes
