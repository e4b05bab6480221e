{#
    Who a record names: records that name the same lead, address and browser have one key, and so one person.
    The address is a normalised one.
#}
{% macro identity_key(lead_id, email, visitor_id) -%}
    {{ hash_key(["source_system", lead_id, email, visitor_id]) }}
{%- endmacro %}


{#
    One round of label propagation (identifier_rank, label) over int_identity_edges: every group takes the smallest label
    that any of its members sees, then every label is followed to the label it got itself. Groups at least halve each
    round, wherever they have a smaller neighbour.
#}
{% macro next_identity_labels(labels) %}
with

labels as (

    select * from {{ labels }}

),

edges as (

    select * from {{ ref('int_identity_edges') }}

),

seen_labels as (

    select
        labels.label,
        min(neighbours.label) as smallest_label

    from edges
    inner join labels
        on edges.from_rank = labels.identifier_rank
    inner join labels as neighbours
        on edges.to_rank = neighbours.identifier_rank
    group by labels.label

),

hooked_labels as (

    select
        label,
        least(label, smallest_label) as next_label

    from seen_labels

),

followed_labels as (

    select
        hooked_labels.label,
        targets.next_label

    from hooked_labels
    inner join hooked_labels as targets
        on hooked_labels.next_label = targets.label

),

next_labels as (

    select
        labels.identifier_rank,
        followed_labels.next_label as label

    from labels
    inner join followed_labels
        on labels.label = followed_labels.label

)

select * from next_labels
{% endmacro %}
