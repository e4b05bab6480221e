{%- set properties = {
    'lifecyclestage': 'lifecycle_stage',
    'hs_lead_status': 'lead_status',
    'hs_email_optout': 'is_opted_out',
} -%}
with

contact_versions as (

    select * from {{ ref('stg_hubspot__contact_versions') }}

),

property_changes as (

    select * from {{ ref('stg_hubspot__contact_property_history') }}
    where property in ('lifecyclestage', 'hs_lead_status', 'hs_email_optout')

),

version_states as (

    {% for property, column in properties.items() %}
        select
            source_system,
            contact_id,
            '{{ property }}' as property,
            cast({{ column }} as string) as value,
            coalesce(updated_at, created_at) as changed_at

        from contact_versions
        {% if not loop.last %} union {% endif %}
    {% endfor %}

),

-- The history knows when a value came; versions, read where there is none, tell when it was seen.
stated_values as (

    select
        source_system,
        contact_id,
        property,
        value,
        changed_at

    from property_changes
    union all
    select version_states.*

    from version_states
    left join property_changes
        on
            version_states.source_system = property_changes.source_system
            and version_states.contact_id = property_changes.contact_id
            and version_states.property = property_changes.property
    where property_changes.contact_id is null

),

contact_states as (

    select * from stated_values
    where trim(value) <> ''

)

select * from contact_states
