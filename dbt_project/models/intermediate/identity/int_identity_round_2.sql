with

labels as (

    {{ next_identity_labels(ref('int_identity_round_1')) }}

)

select * from labels
