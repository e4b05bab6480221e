with

scores as (

    select * from {{ ref('lead_scores') }}

),

people as (

    select * from {{ ref('int_people') }}
    where account_id is not null

),

settings as (

    select * from {{ ref('int_account_score_settings') }}

),

buying_group as (

    select
        seniority,
        count(*) over () as group_size

    from {{ ref('buying_group') }}

),

ranked_people as (

    select
        people.account_id,
        people.seniority,
        scores.scored_at,
        scores.lead_score,
        scores.engagement_points >= settings.engaged_points as is_engaged,
        row_number() over (
            partition by people.account_id
            order by scores.lead_score desc, people.person_id asc
        ) - 1 as people_before

    from people
    inner join scores
        on people.person_id = scores.person_id
    cross join settings

),

account_points as (

    select
        ranked_people.account_id,
        max(ranked_people.scored_at) as scored_at,
        count(*) as people_count,
        sum(case when ranked_people.is_engaged then 1 else 0 end) as engaged_people,
        count(distinct buying_group.seniority) as seniorities_seen,
        max(buying_group.group_size) as group_size,
        -- Rounded person by person, so that no sum depends on its order.
        sum(cast(round(
            ranked_people.lead_score
            * power(settings.next_person_weight, ranked_people.people_before), 9
        ) as decimal(18, 9))) as points

    from ranked_people
    cross join settings
    left join buying_group
        on
            ranked_people.seniority = buying_group.seniority
            and ranked_people.is_engaged
    group by ranked_people.account_id

),

clipped_accounts as (

    select
        account_points.*,
        settings.hot,
        settings.warm,
        cast(least(account_points.points, settings.score_max) as decimal(18, 9)) as account_score

    from account_points
    cross join settings

),

account_scores as (

    select
        account_id,
        scored_at,
        cast(people_count as int) as people_count,
        cast(engaged_people as int) as engaged_people,
        cast(seniorities_seen as int) as seniorities_seen,
        coalesce({{ safe_divide('seniorities_seen', 'group_size') }}, 0) as buying_group_coverage,
        account_score,
        case
            when account_score >= hot then 'hot'
            when account_score >= warm then 'warm'
            else 'cold'
        end as temperature

    from clipped_accounts

)

select * from account_scores
