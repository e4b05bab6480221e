with

scores as (

    select * from {{ ref('int_tested_scores') }}

),

counted_scores as (

    select
        *,
        (sum(people) over best_first) - people as people_before,
        (sum(conversions) over best_first) - conversions as conversions_before,
        sum(people) over (partition by score_kind, rule_set) as all_people,
        sum(conversions) over (partition by score_kind, rule_set) as all_conversions

    from scores
    window best_first as (
        partition by score_kind, rule_set order by score desc
        rows between unbounded preceding and current row
    )

),

-- Whoever has the same score is in the same tenth: the one in which the middle of them stands.
ranked_scores as (

    select
        *,
        cast(floor(({{ safe_divide('people_before + people / 2', 'all_people') }}) * 10) + 1 as int)
            as decile

    from counted_scores

)

select * from ranked_scores
