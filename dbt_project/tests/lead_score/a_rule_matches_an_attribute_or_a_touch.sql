-- Attributes do not decay, so their group must not either: its rules would age by two clocks.
select
    rules.rule_set,
    rules.rule_id

from {{ ref('scoring_rules') }} as rules
inner join {{ ref('score_groups') }} as groups
    on
        rules.rule_set = groups.rule_set
        and rules.rule_group = groups.rule_group
where
    (rules.attribute is null) = (rules.touchpoint_type is null)
    or (rules.attribute is null) <> (rules.rule_kind = 'behavior')
    or (rules.attribute is not null and (rules.operator is null or rules.value is null))
    or (rules.attribute is not null and groups.half_life_days is not null)
    or rules.active_to < rules.active_from
    or rules.max_per_day < 1
