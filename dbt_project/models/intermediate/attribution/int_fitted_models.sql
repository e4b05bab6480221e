-- A view: a few rows of a seed.
{{ config(materialized='view') }}

with

fitted_models as (

    select attribution_model
    from {{ ref('attribution_models') }}
    where weighed_by = 'removal_effect'

)

select * from fitted_models
