with

person_attributes as (

    select * from {{ ref('int_person_attributes') }}

),

people as (

    select * from {{ ref('int_people') }}

),

people_pii as (

    select
        person_attributes.person_id,
        person_attributes.email,
        person_attributes.first_name,
        person_attributes.last_name,
        person_attributes.phone,
        person_attributes.company,
        people.can_contact,
        people.opted_out_at

    from person_attributes
    inner join people
        on person_attributes.person_id = people.person_id

)

select * from people_pii
