with

people as (

    select * from {{ ref('int_people') }}
    where is_valid

),

known_people as (

    select * from {{ ref('int_known_people') }}

),

rules as (

    select * from {{ ref('scoring_rules') }}
    where
        attribute is not null
        and rule_set in (select seed_rule_set from {{ ref('int_rule_sets') }})

),

attribute_values as (

    select
        people.person_id,
        known_people.known_on,
        rules.rule_set,
        rules.rule_id,
        rules.operator,
        rules.value as wanted,
        rules.active_from,
        rules.active_to,
        lower(trim(case rules.attribute
            when 'seniority' then people.seniority
            when 'country' then people.country
            when 'industry' then people.industry
            when 'segment' then people.segment
            when 'employee_count' then cast(people.employee_count as string)
            when 'is_free_mail' then cast(people.is_free_mail as string)
            when 'completeness' then cast(people.completeness as string)
            when 'lead_source' then people.lead_source
            when 'first_touch_channel' then people.first_touch_channel
        end)) as found

    from people
    inner join known_people
        on people.person_id = known_people.person_id
    cross join rules

),

bounded_values as (

    select
        *,
        try_cast(found as double) as found_number,
        try_cast(split_part(wanted, '|', 1) as double) as lowest,
        try_cast(split_part(wanted, '|', 2) as double) as highest

    from attribute_values

),

matches as (

    select * from bounded_values
    where
        (operator = 'in' and instr(concat('|', lower(wanted), '|'), concat('|', found, '|')) > 0)
        or (
            operator = 'between'
            and found_number >= coalesce(lowest, found_number)
            and found_number <= coalesce(highest, found_number)
        )

),

scored_attributes as (

    select
        rule_set,
        person_id,
        rule_id,
        greatest(known_on, coalesce(active_from, known_on)) as starts_on,
        active_to as ends_on

    from matches
    where active_to is null or active_to >= greatest(known_on, coalesce(active_from, known_on))

)

select * from scored_attributes
