-- Components are whole: another round of label propagation would find the same labels.
with

next_labels as (

    {{ next_identity_labels(ref('int_identity_round_4')) }}

),

labels as (

    select * from {{ ref('int_identity_round_4') }}

),

moving_identifiers as (

    select
        labels.identifier_rank,
        labels.label,
        next_labels.label as next_label

    from labels
    left join next_labels
        on labels.identifier_rank = next_labels.identifier_rank
    where labels.label is distinct from next_labels.label

)

select * from moving_identifiers
