with

versions as (

    select * from {{ source('raw_zoho', 'lead') }}

),

-- Every version of a lead says what held when it was written, a deleted one's too.
lead_states as (

    select
        source_system,
        id as lead_id,
        lead_status as status,
        coalesce(converted, false) as is_converted,
        email_opt_out as is_opted_out,
        unsubscribed_time as opted_out_at,
        coalesce(modified_time, created_time) as stated_at

    from versions
    where {{ known_by_as_of('created_time', 'modified_time') }}

)

select * from lead_states
