{%- set records = [
    ("stg_files__leads", "visitor_id", "created_at"),
    ("stg_files__touchpoints", "visitor_id", "least(occurred_at, coalesce(received_at, occurred_at))"),
    ("stg_files__opportunities", "null", "created_at"),
    ("stg_files__activities", "null", "occurred_at"),
    ("stg_files__campaign_members", "null", "created_at"),
    ("stg_files__orders", "null", "ordered_at"),
    ("stg_files__order_lines", "null", "null"),
    ("stg_files__consents", "null", "changed_at"),
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
