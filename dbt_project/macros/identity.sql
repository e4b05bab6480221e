{#
    Who a record names: records that name the same lead, address and browser have one key, and so one person.
    The address is a normalised one.
#}
{% macro identity_key(lead_id, email, visitor_id) -%}
    {{ hash_key(["source_system", lead_id, email, visitor_id]) }}
{%- endmacro %}


{# A lead record among those of all systems; null where there is none. #}
{% macro lead_identifier(source_system, lead_id) -%}
    {{ source_system }} || '|' || {{ lead_id }}
{%- endmacro %}


{#
    One round of label propagation (identifier_rank, label) over int_identity_edges: every group takes the smallest label
    that it sees across an edge, then everybody follows their label to the label that has got itself. The distance that
    labels have travelled doubles each round, so n rounds reach across 2^n identifiers.
#}
{% macro next_identity_labels(labels) %}
with

labels as (

    select * from {{ labels }}

),

edges as (

    select * from {{ ref('int_identity_edges') }}

),

meetings as (

    select
        least(lower_labels.label, higher_labels.label) as smaller_label,
        greatest(lower_labels.label, higher_labels.label) as larger_label

    from edges
    inner join labels as lower_labels
        on edges.lower_rank = lower_labels.identifier_rank
    inner join labels as higher_labels
        on edges.higher_rank = higher_labels.identifier_rank
    where lower_labels.label <> higher_labels.label

),

smallest_seen as (

    select
        larger_label as label,
        min(smaller_label) as next_label

    from meetings
    group by larger_label

),

moved_labels as (

    select
        labels.identifier_rank,
        coalesce(smallest_seen.next_label, labels.label) as label

    from labels
    left join smallest_seen
        on labels.label = smallest_seen.label

),

next_labels as (

    select
        moved_labels.identifier_rank,
        followed_labels.label

    from moved_labels
    inner join moved_labels as followed_labels
        on moved_labels.label = followed_labels.identifier_rank

)

select * from next_labels
{% endmacro %}
