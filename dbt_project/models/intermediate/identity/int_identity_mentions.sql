{%- set records = [
    ("int_all_leads", "visitor_id", "created_at"),
    ("int_all_touchpoints", "visitor_id", "least(occurred_at, coalesce(received_at, occurred_at))"),
    ("int_all_opportunities", "null", "created_at"),
    ("int_all_activities", "null", "occurred_at"),
    ("int_all_campaign_members", "null", "created_at"),
    ("int_all_orders", "null", "ordered_at"),
    ("int_all_order_lines", "null", "null"),
    ("int_all_consents", "null", "changed_at"),
] -%}
with

records as (

    {% for model, visitor_id, seen_at in records %}
        select
            identity_key,
            source_system,
            lead_id,
            email,
            cast({{ visitor_id }} as string) as visitor_id,
            cast({{ seen_at }} as timestamp) as seen_at

        from {{ ref(model) }}
        {% if not loop.last %} union all {% endif %}
    {% endfor %}

),

-- All that a key is made of is the same in its records.
namings as (

    select
        identity_key,
        max(source_system) as source_system,
        max(lead_id) as lead_id,
        max(email) as email,
        max(visitor_id) as visitor_id,
        min(seen_at) as first_seen_at

    from records
    where coalesce(lead_id, email, visitor_id) is not null
    group by identity_key

),

identified_visitors as (

    select distinct visitor_id
    from namings
    where visitor_id is not null and coalesce(lead_id, email) is not null

),

-- A browser that nobody ever identified is nobody; most browsers are.
mentions as (

    select namings.*
    from namings
    left join identified_visitors
        on namings.visitor_id = identified_visitors.visitor_id
    where
        coalesce(namings.lead_id, namings.email) is not null
        or identified_visitors.visitor_id is not null

)

select * from mentions
