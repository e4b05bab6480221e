with

prospect_versions as (

    select
        *,
        has_opted_out or is_do_not_email as is_refused,
        coalesce(updated_at, created_at) as changed_at

    from {{ ref('stg_pardot__prospect_versions') }}

),

compared_versions as (

    select
        *,
        lag(is_refused, 1, false) over (
            partition by source_system, prospect_id
            order by changed_at
        ) as was_refused

    from prospect_versions

),

-- Pardot keeps the answer and not its moment: it is that of the first version which has it.
refusals as (

    select
        source_system,
        prospect_id as lead_id,
        not is_refused as is_granted,
        case
            when has_opted_out then 'opted out'
            when is_do_not_email then 'do not email'
            else 'opt-out withdrawn'
        end as reason,
        changed_at

    from compared_versions
    where is_refused <> was_refused

),

-- An unsubscription is a touch that ends consent by its type; coming back is a decision as well.
returns as (

    select
        source_system,
        lead_id,
        true as is_granted,
        'resubscribed' as reason,
        occurred_at as changed_at

    from {{ ref('int_pardot__touchpoints') }}
    where touchpoint_type = 'email_resubscribe' and lead_id is not null

),

decisions as (

    select * from refusals
    union
    select * from returns

),

consents as (

    select
        source_system,
        {{ hash_key(['lead_id', 'reason', 'changed_at']) }} as consent_id,
        lead_id,
        cast(null as string) as email,
        is_granted,
        reason,
        changed_at

    from decisions

)

select * from consents
