with

seed_rule_sets as (

    select * from {{ ref('rule_sets') }}

),

-- `suggested` has the rules of the one in use, with the points that their review suggests.
wanted_rule_sets as (

    select
        '{{ run_var("rule_set") }}' as rule_set,
        '{{ run_var("rule_set") }}' as seed_rule_set,
        true as is_current,
        false as is_suggested

    union all

    select
        '{{ run_var("compare_rule_set") }}' as rule_set,
        case
            when '{{ run_var("compare_rule_set") }}' = 'suggested' then '{{ run_var("rule_set") }}'
            else '{{ run_var("compare_rule_set") }}'
        end as seed_rule_set,
        false as is_current,
        '{{ run_var("compare_rule_set") }}' = 'suggested' as is_suggested

    where '{{ run_var("compare_rule_set") }}' not in ('', '{{ run_var("rule_set") }}')

),

known_rule_sets as (

    select {{ ordered_list('rule_set', 'rule_set', ', ') }} as names

    from seed_rule_sets

),

rule_sets as (

    select
        wanted_rule_sets.rule_set,
        wanted_rule_sets.is_current,
        wanted_rule_sets.is_suggested,
        coalesce(
            seed_rule_sets.rule_set,
            {{ failure(
                "concat("
                "'There is no rule set ', wanted_rule_sets.seed_rule_set, '. Known: ', "
                "known_rule_sets.names)"
            ) }}
        ) as seed_rule_set

    from wanted_rule_sets
    cross join known_rule_sets
    left join seed_rule_sets
        on wanted_rule_sets.seed_rule_set = seed_rule_sets.rule_set

)

select * from rule_sets
