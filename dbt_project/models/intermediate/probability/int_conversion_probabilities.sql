with

people as (

    select * from {{ ref('int_known_people') }}
    where is_valid

),

current_examples as (

    select * from {{ ref('int_scoring_examples') }}
    where is_current

),

current_combinations as (

    select * from {{ ref('int_scorecard_examples') }}
    where is_current

),

current_stages as (

    select * from {{ ref('lifecycle_intervals') }}
    where is_current

),

probabilities as (

    select * from {{ ref('int_scorecard_probabilities') }}

),

readiness as (

    select * from {{ ref('int_scorecard_readiness') }}

),

conversion_probabilities as (

    select
        people.person_id,
        probabilities.served_probability as conversion_probability,
        case
            when current_examples.person_id is null then 'Has converted.'
            when current_combinations.person_id is null
                then concat(
                    'Only whoever is on the way to a deal has one, not the stage ',
                    current_stages.stage, '.'
                )
            else readiness.note
        end as probability_note

    from people
    cross join readiness
    left join current_examples
        on people.person_id = current_examples.person_id
    left join current_combinations
        on people.person_id = current_combinations.person_id
    left join current_stages
        on people.person_id = current_stages.person_id
    left join probabilities
        on current_combinations.combination = probabilities.combination

)

select * from conversion_probabilities
