with

contact_states as (

    select * from {{ ref('int_hubspot__contact_states') }}
    where property in ('lifecyclestage', 'hs_lead_status')

),

merged_away as (

    select * from {{ ref('int_hubspot__merged_away') }}
    where object_type = 'contact'

),

-- What a contact was before it was merged is the past of the contact that remains.
lead_status_changes as (

    select distinct
        contact_states.source_system,
        coalesce(merged_away.surviving_id, contact_states.contact_id) as lead_id,
        contact_states.value as status,
        cast(null as string) as pipeline,
        contact_states.changed_at

    from contact_states
    left join merged_away
        on
            contact_states.source_system = merged_away.source_system
            and contact_states.contact_id = merged_away.record_id

)

select * from lead_status_changes
