with

versions as (

    select * from {{ source('raw_files', 'opportunities') }}

),

latest_versions as (

    select * from versions
    where {{ known_by_as_of('created_at', 'updated_at') }}
    qualify {{ is_latest_version(['source_system', 'opportunity_id'], 'updated_at') }}

),

opportunities as (

    select
        source_system,
        opportunity_id,
        lead_id,
        email,
        account_id,
        name,
        opportunity_type,
        amount,
        currency,
        case when closed_at is null or closed_at <= {{ as_of() }} then stage end as stage,
        probability,
        -- A version known by now may carry a close that, looked at from then, lies ahead.
        case when closed_at is null or closed_at <= {{ as_of() }} then is_closed end as is_closed,
        case when closed_at is null or closed_at <= {{ as_of() }} then is_won end as is_won,
        lead_source,
        campaign_id,
        product_line,
        owner_id,
        created_at,
        case when closed_at <= {{ as_of() }} then closed_at end as closed_at,
        expected_close_on,
        updated_at

    from latest_versions
    where not coalesce(is_deleted, false)

)

select * from opportunities
