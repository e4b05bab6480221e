with

versions as (

    select * from {{ source('raw_marketo', 'lead') }}

),

-- Every version of a person says what held when it was written, a deleted one's too.
lead_states as (

    select
        source_system,
        id as lead_id,
        lead_status as status,
        unsubscribed as is_unsubscribed,
        unsubscribed_reason,
        email_invalid as is_email_invalid,
        email_invalid_cause,
        coalesce(updated_at, created_at) as stated_at

    from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}

)

select * from lead_states
