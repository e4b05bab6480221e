{%- set columns = [
    'source_system', 'touchpoint_id', 'lead_id', 'email', 'visitor_id', 'touchpoint_type',
    'url', 'referrer', 'utm_source', 'utm_medium', 'utm_campaign', 'campaign_id', 'content',
    'product_line', 'user_agent', 'occurred_at', 'received_at', 'is_machine', 'load_id',
] -%}
{%- set utm = ['utm_source', 'utm_medium', 'utm_campaign'] -%}
{%- set news = {'touchpoint_id': 'int_told_touches', 'load_id': none} -%}
{{ config(meta={'news': news}) }}

-- Of files only these are read (int_files__touchpoints). depends_on: {{ ref('int_told_touches') }}
with

recorded_touchpoints as (

    {{ union_of([
        'int_files__touchpoints',
        'int_hubspot__touchpoints',
        'int_marketo__touchpoints',
        'int_pardot__touchpoints',
        'int_salesforce__touchpoints',
        'int_web__touchpoints',
        'int_zoho__touchpoints',
    ], columns) }}

),

addressed_touchpoints as (

    select
        {{ columns | reject('in', ['email'] + utm) | join(', ') }},
        {{ normalised_email('email') }} as email,
        {% for key in utm %}
            coalesce(
                {{ key }}, nullif(regexp_extract(url, '[?&]{{ key }}=([^&#]+)', 1), '')
            ) as {{ key }}{% if not loop.last %},{% endif %}

        {% endfor %}

    from recorded_touchpoints

),

touchpoints as (

    select
        *,
        {{ identity_key('lead_id', 'email', 'visitor_id') }} as identity_key

    from addressed_touchpoints

)

select * from touchpoints
