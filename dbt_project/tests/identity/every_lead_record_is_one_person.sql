{{
    config(
        tags=['audited'],
        meta={
            'audited_as': [
                "every lead record of the sources is one person's",
            ]
        }
    )
}}
-- Source records counted once each: none lost between staging and people, none in two of them.
with

leads as (

    select count(*) as record_count from {{ ref('int_all_leads') }}

),

people as (

    select coalesce(sum(source_record_count), 0) as record_count from {{ ref('people') }}

),

difference as (

    select
        leads.record_count as staged_count,
        people.record_count as person_record_count

    from leads
    cross join people
    where leads.record_count <> people.record_count

)

select * from difference
