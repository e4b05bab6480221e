with

edges as (

    select * from {{ ref('int_identity_edges') }}

),

labels as (

    select distinct
        from_rank as identifier_rank,
        from_rank as label

    from edges

)

select * from labels
