with

people as (

    select * from {{ ref('int_people') }}
    where is_valid

),

-- A lot never changes, and all of them thin out alike when more people come.
sampling_places as (

    select
        person_id,
        {{ drawn_lot('person_id') }} * count(*) over () as place

    from people

)

select * from sampling_places
