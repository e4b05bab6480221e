with

edges as (

    select * from {{ ref('int_identity_edges') }}

),

linked_identifiers as (

    select lower_rank as identifier_rank
    from edges
    union
    select higher_rank as identifier_rank
    from edges

),

labels as (

    select
        identifier_rank,
        identifier_rank as label

    from linked_identifiers

)

select * from labels
