{%- set hops = [
    'first_merges', 'second_merges', 'third_merges', 'fourth_merges', 'fifth_merges',
] -%}
with

record_merges as (

    select * from {{ ref('int_hubspot__merges') }}

),

-- Where the chain of merges ends. A chain without an end, a circle of merges, has nobody who
-- remained: none of its records is merged away, and their links alone make them one person.
merged_away as (

    select
        first_merges.source_system,
        first_merges.object_type,
        first_merges.record_id,
        coalesce(
            {% for merge in hops | reverse %}
                {{ merge }}.merged_into_id{% if not loop.last %},{% endif %}

            {% endfor %}
        ) as surviving_id

    from record_merges as first_merges
    {% for merge in hops[1:] + ['further_merges'] %}
        left join record_merges as {{ merge }}
            on
                first_merges.source_system = {{ merge }}.source_system
                and first_merges.object_type = {{ merge }}.object_type
                and {{ hops[loop.index0] }}.merged_into_id = {{ merge }}.record_id
    {% endfor %}
    where further_merges.record_id is null

)

select * from merged_away
