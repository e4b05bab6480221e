with

people_versions as (

    select
        source_system,
        lead_id,
        coalesce(has_opted_out_of_email, false) as has_opted_out,
        coalesce(updated_at, created_at) as changed_at

    from {{ ref('stg_salesforce__lead_versions') }}
    union all
    select
        source_system,
        contact_id as lead_id,
        coalesce(has_opted_out_of_email, false) as has_opted_out,
        coalesce(updated_at, created_at) as changed_at

    from {{ ref('stg_salesforce__contact_versions') }}

),

compared_versions as (

    select
        *,
        lag(has_opted_out, 1, false) over (
            partition by source_system, lead_id
            order by changed_at
        ) as had_opted_out

    from people_versions

),

-- Salesforce keeps the answer and not its moment: it is that of the first version which has it.
-- Nobody who was never asked has said yes, so only a no, or a no taken back, is a decision.
consents as (

    select
        source_system,
        {{ hash_key(['lead_id', 'changed_at']) }} as consent_id,
        lead_id,
        cast(null as string) as email,
        not has_opted_out as is_granted,
        case when has_opted_out then 'opted out' else 'opt-out withdrawn' end as reason,
        changed_at

    from compared_versions
    where has_opted_out <> had_opted_out

)

select * from consents
