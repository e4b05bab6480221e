with

unsubscriptions as (

    select * from {{ ref('stg_marketo__activity_unsubscribe_email') }}

),

lead_states as (

    select * from {{ ref('stg_marketo__lead_history') }}

),

statements as (

    select
        source_system,
        lead_id,
        true as is_out,
        'unsubscribed from a mail' as reason,
        occurred_at as stated_at

    from unsubscriptions
    union all
    select
        source_system,
        lead_id,
        coalesce(is_unsubscribed, false) or coalesce(is_email_invalid, false) as is_out,
        case
            when is_unsubscribed then coalesce(unsubscribed_reason, 'unsubscribed')
            when is_email_invalid then coalesce(email_invalid_cause, 'e-mail invalid')
            else 'no longer unsubscribed'
        end as reason,
        stated_at

    from lead_states

),

compared_statements as (

    select
        *,
        lag(is_out, 1, false) over (
            partition by source_system, lead_id
            order by stated_at, is_out, reason
        ) as was_out

    from statements

),

-- Who never was out has decided nothing, and a version that
-- repeats a decision does not date it anew.
consents as (

    select
        source_system,
        {{ hash_key(['lead_id', 'is_out', 'stated_at']) }} as consent_id,
        lead_id,
        cast(null as string) as email,
        not is_out as is_granted,
        reason,
        stated_at as changed_at

    from compared_statements
    where is_out <> was_out

)

select * from consents
