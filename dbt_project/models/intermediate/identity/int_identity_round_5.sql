with

labels as (

    {{ next_identity_labels(ref('int_identity_round_4')) }}

)

select * from labels
