with

engagements as (

    select * from {{ ref('int_hubspot__engagements') }}

),

engagement_contacts as (

    select distinct
        source_system,
        engagement_id,
        contact_id

    from {{ ref('stg_hubspot__engagement_contact') }}

),

-- A meeting with three contacts was held with each of them.
engaged_contacts as (

    select
        engagements.*,
        engagement_contacts.contact_id,
        concat_ws('|', engagements.engagement_id, engagement_contacts.contact_id)
            as engaged_contact_id

    from engagements
    left join engagement_contacts
        on
            engagements.source_system = engagement_contacts.source_system
            and engagements.engagement_id = engagement_contacts.engagement_id

)

select * from engaged_contacts
