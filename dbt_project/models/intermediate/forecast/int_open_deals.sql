with

states as (

    select * from {{ ref('int_deal_states') }}

),

deal_stages as (

    select * from {{ ref('deal_stages') }}

),

people as (

    select * from {{ ref('int_people') }}

),

age_bands as (

    select
        *,
        lead(min_days) over (order by min_days) as next_min_days

    from {{ ref('deal_age_bands') }}

),

-- A stage's name may bear that of its pipeline in brackets.
named_states as (

    select
        *,
        lower(trim(deal_stage)) as stage_name,
        {{ spelling_of_deal_stage('deal_stage') }} as plain_stage_name,
        {{ days_elapsed('created_at', 'made_at') }} as age_days

    from states

),

-- A lost deal that was opened again later stood in a closed stage in between.
open_deals as (

    select
        states.opportunity_id,
        states.made_on,
        states.made_at,
        states.is_current,
        coalesce(states.stage_name, '(none)') as deal_stage,
        age_bands.age_band,
        coalesce(people.segment, 'unknown') as segment,
        states.original_amount,
        states.currency,
        states.told_close_on,
        {{ local_date('states.created_at') }} as created_on

    from named_states as states
    inner join age_bands
        on
            states.age_days >= age_bands.min_days
            and states.age_days < coalesce(age_bands.next_min_days, states.age_days + 1)
    left join people
        on states.person_id = people.person_id
    left join deal_stages
        on states.plain_stage_name = deal_stages.deal_stage
    where states.is_current or not coalesce(deal_stages.is_closed, false)

)

select * from open_deals
