with

scores as (

    select * from {{ ref('lead_scores') }}

),

people as (

    select * from {{ ref('people') }}

),

plays as (

    select * from {{ ref('nurture_plays') }}

),

next_actions as (

    select
        people.person_id,
        plays.play_id,
        plays.action,
        plays.needs_consent,
        people.lifecycle_stage,
        scores.temperature,
        people.can_contact,
        people.owner_id

    from people
    inner join scores
        on people.person_id = scores.person_id
    inner join plays
        on
            (plays.stage is null or people.lifecycle_stage = plays.stage)
            and (plays.temperature is null or scores.temperature = plays.temperature)
            and (people.can_contact or not plays.needs_consent)
    qualify row_number() over (partition by people.person_id order by plays.priority) = 1

)

select * from next_actions
