with

versions as (

    select * from {{ source('raw_zoho', 'contact') }}

),

-- Every version of a contact says what held when it was written, a deleted one's too.
contact_states as (

    select
        source_system,
        id as contact_id,
        email_opt_out as is_opted_out,
        unsubscribed_time as opted_out_at,
        coalesce(modified_time, created_time) as stated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}

)

select * from contact_states
