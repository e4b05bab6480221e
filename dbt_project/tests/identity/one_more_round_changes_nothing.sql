-- Components that are not split are whole: another round of label propagation would find the
-- same labels.
with

next_labels as (

    {{ next_identity_labels(ref('int_identity_round_6')) }}

),

components as (

    select * from {{ ref('int_identity_components') }}
    where not is_split

),

moving_identifiers as (

    select
        components.identifier_rank,
        components.label,
        next_labels.label as next_label

    from components
    inner join next_labels
        on components.identifier_rank = next_labels.identifier_rank
    where components.label <> next_labels.label

)

select * from moving_identifiers
