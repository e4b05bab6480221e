{#- What values are compared as: the way in which the models that use them do. -#}
{%- set as_it_is = 'value' -%}
{%- set lower_case = 'lower(trim(value))' -%}
{%- set as_seeds_spell = spelling_of('value') -%}
{%- set without_pipeline = spelling_of_deal_stage('value') -%}
{%- set seen_values = [
    ('deal_stage', 'int_all_opportunities', 'stage', 'created_at', without_pipeline),
    ('deal_stage', 'int_all_opportunity_stage_changes', 'stage', 'changed_at', without_pipeline),
    ('order_status', 'int_all_orders', 'status', 'ordered_at', lower_case),
    ('touchpoint_type', 'int_all_touchpoints', 'touchpoint_type', 'occurred_at', as_it_is),
    ('campaign_type', 'int_all_campaigns', 'campaign_type', 'updated_at', as_seeds_spell),
    ('currency', 'int_all_opportunities', 'currency', 'created_at', as_it_is),
    ('currency', 'int_all_orders', 'currency', 'ordered_at', as_it_is),
    ('currency', 'int_all_order_lines', 'currency', 'updated_at', as_it_is),
    ('currency', 'int_all_ad_spend', 'currency', 'spend_on', as_it_is),
    ('currency', 'int_all_campaigns', 'currency', 'updated_at', as_it_is),
] -%}
with

-- Each value once per model: seeds are looked up for few rows, however many touches there are.
seen_values as (

    {% for field, model, column, seen_at, spelling in seen_values %}
        select
            '{{ field }}' as field,
            source_system,
            {{ column }} as value,
            {{ spelling | replace('value', column) }} as spelling,
            count(*) as seen_count,
            cast(min({{ seen_at }}) as timestamp) as first_seen_at,
            cast(max({{ seen_at }}) as timestamp) as last_seen_at

        from {{ ref(model) }}
        where {{ column }} is not null
        group by source_system, {{ column }}
        {% if not loop.last %} union all {% endif %}
    {% endfor %}

),

known_values as (

    select
        'deal_stage' as field,
        deal_stage as value
    from {{ ref('deal_stages') }}
    union distinct
    select
        'order_status' as field,
        status as value
    from {{ ref('order_statuses') }}
    union distinct
    select
        'touchpoint_type' as field,
        touchpoint_type as value
    from {{ ref('touchpoint_types') }}
    union distinct
    select
        'campaign_type' as field,
        value
    from {{ ref('touchpoint_type_map') }}
    where field = 'campaign_type'
    union distinct
    select
        'currency' as field,
        currency as value
    from {{ ref('int_exchange_rates') }}

),

unmapped_words as (

    select
        seen_values.field,
        seen_values.source_system,
        seen_values.value,
        sum(seen_values.seen_count) as seen_count,
        min(seen_values.first_seen_at) as first_seen_at,
        max(seen_values.last_seen_at) as last_seen_at

    from seen_values
    left join known_values
        on
            seen_values.field = known_values.field
            and seen_values.spelling = known_values.value
    where known_values.value is null
    group by seen_values.field, seen_values.source_system, seen_values.value

)

select * from unmapped_words
