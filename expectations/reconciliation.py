"""Numbers that must agree across questions: each total can be taken apart, and nothing is lost on the way."""

from great_expectations.expectations.expectation import Expectation

from expectations._vocabulary import no_rows


def as_told(description: str, measure: str, currency: str, rows: str, amount: str) -> Expectation:
    """The mart holds of each source, in each currency, as many rows and as much money as the source tells."""
    return no_rows(
        description,
        f"""
        with told as (
            select source_system, currency, row_count, amount from data_quality.source_totals
            where measure = '{measure}'
        ),
        held as (
            select source_system, {currency} as currency, {rows} as row_count, {amount} as amount
            from {{batch}} group by all
        )
        (from told except from held) union all (from held except from told)
        """,
    )


EXPECTATIONS = {
    "core.touchpoints": [
        as_told("every touch of the sources is kept, counted or with a reason", "touches", "'(all)'", "count(*)", "0"),
    ],
    "core.opportunities": [
        as_told(
            "deals and their money are those of the sources, to the cent",
            "opportunities",
            "currency",
            "count(*)",
            "coalesce(sum(original_amount), 0)",
        ),
    ],
    "core.ad_spend": [
        as_told(
            "spend is that of the sources, to the cent",
            "ad_spend",
            "currency",
            "count(*)",
            "coalesce(sum(original_cost), 0)",
        ),
    ],
    "core.orders": [
        as_told(
            "revenue is that of the sources, to the cent",
            "order_revenue",
            "'(all)'",
            "null",
            "coalesce(sum(original_revenue), 0)",
        ),
    ],
    "core.people": [
        no_rows(
            "every lead record of the sources is one person's",
            """
            select 1 from (select coalesce(sum(source_record_count), 0) as held from {batch}) as people
            cross join (
                select coalesce(sum(row_count), 0) as told from data_quality.source_totals
                where measure = 'lead_records'
            ) as records
            where held <> told
            """,
        ),
        no_rows(
            "interactions are the counted touches of the person",
            """
            with touches as (
                select person_id, count(*) as interactions from core.touchpoints
                where is_counted and person_id is not null group by person_id
            )
            select person_id from {batch} as people full join touches using (person_id)
            where coalesce(people.interaction_count, 0) <> coalesce(touches.interactions, 0)
            """,
        ),
        no_rows(
            "everyone's stage is that of their current interval",
            """
            with current_intervals as (
                select person_id, stage from lifecycle.lifecycle_intervals where is_current
            )
            select person_id from {batch} as people full join current_intervals using (person_id)
            where people.lifecycle_stage is distinct from current_intervals.stage
            """,
        ),
        no_rows(
            "everyone is in the funnel of the lifecycle, and has an identifier",
            """
            select person_id from {batch} as people
            full join (select distinct person_id from funnel.funnel_entries where funnel = 'lifecycle') as entries
                using (person_id)
            full join (select distinct person_id from core.identity_links) as links using (person_id)
            where people.person_id is null or entries.person_id is null or links.person_id is null
            """,
        ),
    ],
    "channel_roi.attribution_credits": [
        no_rows(
            "under every model credits of a conversion sum to 1, and their money to what it brought",
            """
            with sums as (
                select
                    conversion_id, attribution_model,
                    sum(credit) as credit, sum(revenue) as revenue, sum(margin) as margin
                from {batch} group by conversion_id, attribution_model
            )
            select conversion_id
            from channel_roi.conversions as conversions
            full join sums using (conversion_id)
            group by conversion_id
            having count(sums.attribution_model) <> (select count(distinct attribution_model) from {batch})
                or bool_or(
                    sums.credit is distinct from 1
                    or sums.revenue is distinct from conversions.revenue
                    or sums.margin is distinct from conversions.margin
                )
            """,
        ),
        no_rows(
            "the revenue booked is that of all orders, and of deals won without any",
            """
            with credited as (
                select sum(revenue) as revenue from {batch}
                where attribution_model = (select min(attribution_model) from {batch})
            ),
            booked as (
                select
                    (select coalesce(sum(revenue), 0) from core.orders)
                    + (
                        select coalesce(sum(amount), 0) from core.opportunities
                        where is_won and opportunity_id not in (
                            select opportunity_id from core.orders where opportunity_id is not null
                        )
                    ) as revenue
            )
            select 1 from credited cross join booked where coalesce(credited.revenue, 0) <> booked.revenue
            """,
        ),
        no_rows(
            "what is credited is a counted touch of the channel, before the conversion",
            """
            with credited as (
                select
                    touchpoint_id, channel,
                    min(converted_at) as converted_at, bool_and(converted_at is not null) as is_dated
                from {batch} where channel <> 'unattributed' group by touchpoint_id, channel
            )
            select touchpoint_id from credited
            left join core.touchpoints as touches using (touchpoint_id)
            where not coalesce(
                credited.is_dated and touches.is_counted and touches.occurred_at <= credited.converted_at
                and touches.channel = credited.channel,
                false
            )
            """,
        ),
    ],
    "channel_roi.channel_returns": [
        no_rows(
            "all spend stands under every model, month by month and in all",
            """
            select attribution_model from {batch}
            group by attribution_model, month = '(all)'
            having sum(spend) <> (select coalesce(sum(cost), 0) from core.ad_spend)
            """,
        ),
        no_rows(
            "channels together return what was credited: money, leads, MQLs, opportunities, customers",
            """
            with returned as (
                select
                    attribution_model, sum(revenue) as revenue, sum(margin) as margin, sum(leads) as leads,
                    sum(mqls) as mqls, sum(opportunities) as opportunities, sum(customers) as customers
                from {batch} where month = '(all)' group by attribution_model
            ),
            credited as (
                select
                    attribution_model, sum(revenue) as revenue, sum(margin) as margin,
                    coalesce(sum(credit) filter (conversion_kind = 'lead'), 0) as leads,
                    coalesce(sum(credit) filter (conversion_kind = 'mql'), 0) as mqls,
                    coalesce(sum(credit) filter (conversion_kind = 'opportunity'), 0) as opportunities,
                    coalesce(sum(credit) filter (is_new_customer), 0) as customers
                from channel_roi.attribution_credits group by attribution_model
            )
            (from returned except from credited) union all (from credited except from returned)
            """,
        ),
    ],
    "channel_roi.utm_audit": [
        no_rows(
            "all spend and all counted touches with a campaign stand under a key",
            """
            select 1 from (
                select coalesce(sum(spend), 0) as spend, coalesce(sum(touches), 0) as touches from {batch}
            ) as audited
            where spend <> (select coalesce(sum(cost), 0) from core.ad_spend)
                or touches <> (select count(*) from core.touchpoints where is_counted and campaign_id is not null)
            """,
        ),
    ],
    "funnel.funnel_conversions": [
        no_rows(
            "people of all channels and segments are the people of the funnel",
            """
            with counted as (
                select funnel, step_number, sum(entered) as people from {batch}
                where channel = '(all)' and segment = '(all)' group by funnel, step_number
            ),
            entered as (
                select funnel, step_number, count(*) as people from funnel.funnel_entries group by funnel, step_number
            )
            select funnel from counted full join entered using (funnel, step_number)
            where counted.people is distinct from entered.people
            """,
        ),
    ],
    "lead_score.lead_scores": [
        no_rows(
            "a score is the sum of its ledger",
            """
            with ledger as (
                select person_id, sum(counted_points) as points from lead_score.lead_score_ledger group by person_id
            )
            select person_id from {batch} as scores full join ledger using (person_id)
            where scores.lead_score is distinct from coalesce(ledger.points, 0)
            """,
        ),
        no_rows(
            "a score's change is the sum of its ledger's changes",
            """
            with ledger as (
                select person_id, sum(counted_points - counted_points_then) as points
                from lead_score.lead_score_ledger group by person_id
            )
            select person_id from {batch} as scores left join ledger using (person_id)
            where scores.score_change_7d is distinct from coalesce(ledger.points, 0)
            """,
        ),
        no_rows(
            "whoever is valid has a score, and nobody else",
            """
            select person_id from {batch} as scores
            full join core.people as people using (person_id)
            where coalesce(people.is_valid, false) <> (scores.person_id is not null)
            """,
        ),
    ],
    "nurture.next_actions": [
        no_rows(
            "whoever has a score has a next action, and nobody else",
            """
            select person_id from {batch} as actions full join lead_score.lead_scores as scores using (person_id)
            where actions.person_id is null or scores.person_id is null
            """,
        ),
    ],
    "lifecycle.lifecycle_intervals": [
        no_rows(
            "everyone is in exactly one stage now",
            "select person_id from {batch} group by person_id having count(*) filter (where is_current) <> 1",
        ),
        no_rows(
            "nobody has a stage who is not among the people",
            "select * from {batch} as intervals anti join core.people as people using (person_id)",
        ),
    ],
    "clv.customer_values": [
        no_rows(
            "customers' revenue is that of all orders and refunds of whoever purchased",
            """
            select 1 from (select coalesce(sum(revenue), 0) as revenue from {batch}) as customers
            cross join (
                select coalesce(sum(revenue), 0) as revenue from core.orders
                where customer_id in (select customer_id from core.orders where order_number is not null)
            ) as orders
            where customers.revenue <> orders.revenue
            """,
        ),
    ],
}
