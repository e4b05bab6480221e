with

people as (

    select * from {{ ref('int_people') }}

),

won_deals as (

    select
        opportunities.amount,
        people.segment

    from {{ ref('int_opportunities') }} as opportunities
    left join people
        on opportunities.person_id = people.person_id
    where opportunities.is_won and opportunities.amount is not null

),

all_deals as (

    select
        sum(amount) as amount,
        count(*) as deal_count

    from won_deals

),

deals_by_segment as (

    select
        segment,
        sum(amount) as amount,
        count(*) as deal_count

    from won_deals
    where segment is not null
    group by segment

),

segments as (

    select distinct segment from people

),

-- A segment that never bought is expected to be worth what all are.
expected_deals as (

    select
        segments.segment,
        cast({{ rounded("coalesce("
            ~ safe_divide('deals_by_segment.amount', 'deals_by_segment.deal_count') ~ ", "
            ~ safe_divide('all_deals.amount', 'all_deals.deal_count') ~ ")", 2
        ) }} as decimal(18, 2)) as expected_value

    from segments
    cross join all_deals
    left join deals_by_segment
        on segments.segment = deals_by_segment.segment

)

select * from expected_deals
