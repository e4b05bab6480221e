with

versions as (

    select * from {{ source('raw_files', 'activities') }}

),

latest_versions as (

    select * from versions
    where
        occurred_at <= {{ as_of() }}
        and (updated_at is null or updated_at <= {{ as_of() }})
    qualify
        row_number() over (
            partition by source_system, activity_id
            order by updated_at desc nulls last, _loaded_at desc, _source_line desc
        ) = 1

),

activities as (

    select
        source_system,
        activity_id,
        lead_id,
        {{ normalised_email('email') }} as email,
        {{ identity_key('lead_id', 'email', 'null') }} as identity_key,
        opportunity_id,
        activity_type,
        outcome,
        owner_id,
        occurred_at,
        updated_at

    from latest_versions

)

select * from activities
