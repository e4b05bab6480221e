with

people as (

    select * from {{ ref('int_known_people') }}
    where is_valid

),

snapshots as (

    select * from {{ ref('int_scoring_snapshots') }}

),

conversions as (

    select * from {{ ref('int_scoring_outcomes') }}

),

-- Read once the horizon has passed for all, not when it happens: else only the fast would be known.
scoring_examples as (

    select
        people.person_id,
        snapshots.snapshot_on,
        snapshots.snapshot_at,
        snapshots.is_current,
        snapshots.is_ripe,
        snapshots.sample,
        case
            when snapshots.is_ripe
                then coalesce(conversions.converted_at <= snapshots.horizon_ends_at, false)
        end as converted

    from people
    inner join snapshots
        on people.known_at <= snapshots.snapshot_at
    left join conversions
        on people.person_id = conversions.person_id
    where conversions.converted_at is null or conversions.converted_at > snapshots.snapshot_at

)

select * from scoring_examples
