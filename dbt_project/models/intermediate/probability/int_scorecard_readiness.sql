with

examples as (

    select * from {{ ref('int_scorecard_features') }}

),

settings as (

    select * from {{ ref('int_probability_settings') }}

),

-- Somebody who is seen to convert from three snapshots is one conversion.
counted_people as (

    select
        count(distinct case when converted then person_id end) as conversions,
        count(distinct case when converted and sample = 'training' then person_id end)
            as training_conversions,
        count(distinct case when not converted and sample = 'training' then person_id end)
            as training_others,
        count(distinct case when converted and is_tested then person_id end) as tested_conversions

    from examples

),

scorecard_readiness as (

    select
        counted_people.*,
        case
            when counted_people.conversions < settings.min_conversions
                then concat(
                    'Too little data: ', cast(counted_people.conversions as string),
                    ' people converted within ', cast(settings.horizon_days as string),
                    ' days of a snapshot, ', cast(settings.min_conversions as string),
                    ' are needed.'
                )
            when
                least(counted_people.training_conversions, counted_people.training_others)
                < settings.min_sample_conversions
                then concat(
                    'Too little data to train for a test: ',
                    cast(counted_people.training_conversions as string), ' people converted and ',
                    cast(counted_people.training_others as string), ' did not, ',
                    cast(settings.min_sample_conversions as string), ' of each are needed.'
                )
            when counted_people.tested_conversions < settings.min_sample_conversions
                then concat(
                    'Too little data for a test: ',
                    cast(counted_people.tested_conversions as string),
                    ' people of the latest snapshots converted, ',
                    cast(settings.min_sample_conversions as string), ' are needed.'
                )
        end as note

    from counted_people
    cross join settings

)

select * from scorecard_readiness
