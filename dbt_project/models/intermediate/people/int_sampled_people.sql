with

people as (

    select * from {{ ref('int_people') }}
    where is_valid

),

probability_settings as (

    select * from {{ ref('int_probability_settings') }}

),

nurture_settings as (

    select max(case when setting = 'max_sampled_people' then value end) as max_sampled_people
    from {{ ref('nurture_settings') }}

),

-- A lot never changes, and all of them thin out alike when more people come.
places as (

    select
        person_id,
        {{ drawn_lot('person_id') }} * count(*) over () as place

    from people

),

-- Whether, not where: the place of everybody is another when one more comes.
sampled_people as (

    select
        places.person_id,
        places.place < probability_settings.max_sampled_people as is_example,
        places.place < nurture_settings.max_sampled_people as is_control

    from places
    cross join probability_settings
    cross join nurture_settings

)

select * from sampled_people
