with

touch_news as (

    select * from {{ ref('int_touch_news') }}

),

changed_people as (

    {{ changed_since('int_person_fingerprints', 'person_id') }}

),

touchpoints as (

    select * from {{ ref('int_touchpoints') }}

),

known_people as (

    select * from {{ ref('int_known_people') }}

),

scored_attributes as (

    select * from {{ ref('int_scored_attributes') }}

),

-- What the run before saw of its last day was not the whole day.
open_days as (

    select
        person_id,
        occurred_on as last_on

    from touchpoints

    union all

    select
        person_id,
        known_on as last_on

    from known_people

    union all

    select
        person_id,
        {{ add_days('coalesce(ends_on, starts_on)', 1) }} as last_on

    from scored_attributes

),

person_news as (

    select person_id from touch_news
    union
    select person_id from changed_people
    union
    select person_id from open_days
    where person_id is not null and last_on >= {{ last_open_day() }}

)

select * from person_news
