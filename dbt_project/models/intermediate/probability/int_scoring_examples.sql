with

people as (

    select * from {{ ref('int_known_people') }}
    where is_valid

),

sampled_people as (

    select * from {{ ref('int_sampled_people') }}
    where is_example

),

snapshots as (

    select * from {{ ref('int_scoring_snapshots') }}
    where is_ripe or is_current

),

conversions as (

    select * from {{ ref('int_scoring_outcomes') }}

),

-- Now everybody, on past days a sample: it has to teach, and that takes no more for more people.
observed_people as (

    select
        person_id,
        known_at,
        true as is_current

    from people

    union all

    select
        people.person_id,
        people.known_at,
        false as is_current

    from people
    inner join sampled_people
        on people.person_id = sampled_people.person_id

),

-- Read once the horizon has passed for all, not when it happens: else only the fast would be known.
scoring_examples as (

    select
        observed_people.person_id,
        snapshots.snapshot_on,
        snapshots.snapshot_at,
        snapshots.is_current,
        snapshots.sample,
        case
            when snapshots.is_ripe
                then coalesce(conversions.converted_at <= snapshots.horizon_ends_at, false)
        end as converted

    from observed_people
    inner join snapshots
        on
            observed_people.is_current = snapshots.is_current
            and observed_people.known_at <= snapshots.snapshot_at
    left join conversions
        on observed_people.person_id = conversions.person_id
    where conversions.converted_at is null or conversions.converted_at > snapshots.snapshot_at

)

select * from scoring_examples
