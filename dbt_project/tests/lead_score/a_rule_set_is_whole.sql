-- A rule whose group is of another rule set counts nowhere, and nobody would notice. `suggested`
-- is the name of what the review of the rules in use suggests.
select
    rules.rule_set,
    rules.rule_id as part

from {{ ref('scoring_rules') }} as rules
left join {{ ref('score_groups') }} as groups
    on
        rules.rule_set = groups.rule_set
        and rules.rule_group = groups.rule_group
where groups.rule_group is null

union all

select
    rule_sets.rule_set,
    'rules' as part

from {{ ref('rule_sets') }} as rule_sets
left join {{ ref('scoring_rules') }} as rules
    on rule_sets.rule_set = rules.rule_set
where rules.rule_set is null or rule_sets.rule_set = 'suggested'

union all

select
    parts.rule_set,
    'rule_sets' as part

from {{ ref('scoring_rules') }} as parts
left join {{ ref('rule_sets') }} as rule_sets
    on parts.rule_set = rule_sets.rule_set
where rule_sets.rule_set is null
