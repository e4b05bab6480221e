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

mentions as (

    select
        identity_key,
        source_system,
        lead_id,
        email,
        visitor_id,
        min(seen_at) as first_seen_at

    from records
    where coalesce(lead_id, email, visitor_id) is not null
    group by identity_key, source_system, lead_id, email, visitor_id

)

select * from mentions
