-- A view: few rows, of a condition that a table answers at once.
{{ config(materialized='view') }}

with

internal_people as (

    select person_id from {{ ref('int_person_attributes') }}
    where invalid_reason in ('internal', 'test')

)

select * from internal_people
