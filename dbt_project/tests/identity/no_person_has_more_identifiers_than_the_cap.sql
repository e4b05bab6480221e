with

identifier_people as (

    select * from {{ ref('int_identifier_people') }}

),

settings as (

    select max(case when setting = 'component_cap' then value end) as component_cap
    from {{ ref('identity_settings') }}

),

oversized_people as (

    select
        identifier_people.person_id,
        count(*) as identifier_count

    from identifier_people
    cross join settings
    group by identifier_people.person_id
    having count(*) > max(settings.component_cap)

)

select * from oversized_people
