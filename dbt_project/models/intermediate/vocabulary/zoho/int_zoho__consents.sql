with

leads as (

    select * from {{ ref('stg_zoho__lead_history') }}

),

contacts as (

    select * from {{ ref('stg_zoho__contact_history') }}

),

states as (

    select
        source_system,
        lead_id,
        coalesce(is_opted_out, false) as is_out,
        opted_out_at,
        stated_at

    from leads
    union all
    select
        source_system,
        contact_id as lead_id,
        coalesce(is_opted_out, false) as is_out,
        opted_out_at,
        stated_at

    from contacts

),

compared_states as (

    select
        *,
        lag(is_out, 1, false) over (
            partition by source_system, lead_id
            order by stated_at, is_out
        ) as was_out

    from states

),

-- The version that first says no may be written long after; where Zoho knows the moment, it counts.
decisions as (

    select
        source_system,
        lead_id,
        not is_out as is_granted,
        case when is_out then coalesce(opted_out_at, stated_at) else stated_at end as changed_at

    from compared_states
    where is_out <> was_out

),

consents as (

    select
        source_system,
        {{ hash_key(['lead_id', 'is_granted', 'changed_at']) }} as consent_id,
        lead_id,
        cast(null as string) as email,
        is_granted,
        case when is_granted then 'opt-out withdrawn' else 'e-mail opt-out' end as reason,
        changed_at

    from decisions

)

select * from consents
