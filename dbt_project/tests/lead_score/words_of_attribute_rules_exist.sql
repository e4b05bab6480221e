-- A word that no person can have makes a rule that never fires, and nobody would notice.
with

known_words as (

    select
        'country' as attribute,
        lower(country) as word

    from {{ ref('country_names') }}
    union
    select
        'seniority' as attribute,
        lower(seniority) as word

    from {{ ref('seniorities') }}
    union
    select
        'segment' as attribute,
        lower(segment) as word

    from {{ ref('company_sizes') }}

),

rules as (

    select
        rule_set,
        rule_id,
        attribute,
        concat('|', lower(value), '|') as wanted,
        length(value) - length(replace(value, '|', '')) + 1 as word_count

    from {{ ref('scoring_rules') }}
    where operator = 'in' and attribute in ('country', 'seniority', 'segment')

)

select
    rules.rule_set,
    rules.rule_id,
    rules.word_count,
    count(known_words.word) as known_count

from rules
left join known_words
    on
        rules.attribute = known_words.attribute
        and instr(rules.wanted, concat('|', known_words.word, '|')) > 0
group by rules.rule_set, rules.rule_id, rules.word_count
having count(known_words.word) <> rules.word_count
