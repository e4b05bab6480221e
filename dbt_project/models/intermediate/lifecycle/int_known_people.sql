with

people as (

    select * from {{ ref('int_people') }}

),

-- Who has no lead record (a buyer, a reader of our mails) is known from the first trace.
dated_people as (

    select
        *,
        coalesce(lead_created_at, first_seen_at) as known_at

    from people

),

known_people as (

    select
        person_id,
        is_valid,
        owner_id,
        first_touch_channel,
        last_touch_at,
        known_at,
        {{ local_date('known_at') }} as known_on

    from dated_people

)

select * from known_people
