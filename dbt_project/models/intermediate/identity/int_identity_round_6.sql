with

labels as (

    {{ next_identity_labels(ref('int_identity_round_5')) }}

)

select * from labels
