with

top_rules as (

    select * from {{ ref('int_score_reasons') }}

),

reason_words as (

    select
        *,
        lead(at_least) over (partition by counted order by at_least) as less_than

    from {{ ref('reason_words') }}

),

-- What somebody is has no day; what they did has one, or several and a last one.
timed_rules as (

    select
        top_rules.*,
        lower(substr(top_rules.label, 1, 1)) || substr(top_rules.label, 2) as label_within,
        replace(
            ages.words, '{n}', cast(cast(floor(top_rules.days_ago / ages.per) as int) as string)
        ) as age_words,
        replace(days.words, '{n}', cast(top_rules.day_count as string)) as day_words

    from top_rules
    left join reason_words as ages
        on
            top_rules.rule_kind = 'behavior'
            and ages.counted = 'days_ago'
            and top_rules.days_ago >= ages.at_least
            and top_rules.days_ago < coalesce(ages.less_than, top_rules.days_ago + 1)
    left join reason_words as days
        on
            top_rules.rule_kind = 'behavior'
            and days.counted = 'days'
            and top_rules.day_count >= days.at_least
            and top_rules.day_count < coalesce(days.less_than, top_rules.day_count + 1)

),

-- Only the first reason begins with a capital.
worded_rules as (

    select
        *,
        case when reason_rank = 1 then label else label_within end
        || coalesce(' ' || replace(day_words, '{when}', age_words), '') as reason

    from timed_rules

),

person_reasons as (

    select
        rule_set,
        person_id,
        {{ ordered_list('reason', 'reason_rank', '; ') }} as top_reasons

    from worded_rules
    group by rule_set, person_id

)

select * from person_reasons
