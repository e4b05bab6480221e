with

mailboxes as (

    select * from {{ ref('int_mailboxes') }}

),

shared_mailboxes as (

    select * from {{ ref('shared_mailboxes') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

disposable_domains as (

    select * from {{ ref('disposable_domains') }}

),

test_patterns as (

    select * from {{ ref('test_patterns') }}
    where field = 'email'

),

patterned_addresses as (

    select
        mailboxes.email,
        min(test_patterns.reason) as pattern_reason

    from mailboxes
    inner join test_patterns
        on mailboxes.email like test_patterns.pattern
    group by mailboxes.email

),

judged_addresses as (

    select
        mailboxes.email,
        mailboxes.mailbox,
        mailboxes.email_domain,
        free_mail_domains.domain is not null as is_free_mail,
        shared_mailboxes.local_part is not null as is_shared,
        case
            when not mailboxes.is_well_formed then 'malformed_email'
            when patterned_addresses.email is not null then patterned_addresses.pattern_reason
            when disposable_domains.domain is not null then 'disposable_domain'
        end as invalid_reason

    from mailboxes
    left join shared_mailboxes
        on mailboxes.mailbox_name = shared_mailboxes.local_part
    left join free_mail_domains
        on mailboxes.email_domain = free_mail_domains.domain
    left join disposable_domains
        on mailboxes.email_domain = disposable_domains.domain
    left join patterned_addresses
        on mailboxes.email = patterned_addresses.email

),

email_addresses as (

    select
        *,
        -- Neither a company's mailbox nor an invented address tells who somebody is.
        case
            when is_shared then 'shared_mailbox'
            when invalid_reason <> 'disposable_domain' then invalid_reason
        end as not_identifying_reason

    from judged_addresses

)

select * from email_addresses
