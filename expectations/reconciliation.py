"""Numbers that must agree across marts: each total can be taken apart, and nothing is lost on the way."""

from expectations._vocabulary import no_rows

EXPECTATIONS = {
    "channel_roi.attribution_credits": [
        no_rows(
            "credits of a conversion sum to 1 under every model",
            """
            select conversion_id, attribution_model from {batch}
            group by conversion_id, attribution_model having sum(credit) <> 1
            """,
        ),
        no_rows(
            "every model books the same revenue",
            """
            select count(*) from (
                select sum(revenue) as revenue, sum(margin) as margin from {batch} group by attribution_model
            ) as models
            having count(distinct (revenue, margin)) > 1
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
            "channels together return the revenue that was credited",
            """
            with returned as (
                select attribution_model, sum(revenue) as revenue from {batch}
                where month = '(all)' group by attribution_model
            ),
            credited as (
                select attribution_model, sum(revenue) as revenue from channel_roi.attribution_credits
                group by attribution_model
            )
            select attribution_model from returned full join credited using (attribution_model)
            where coalesce(returned.revenue, 0) <> coalesce(credited.revenue, 0)
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
            select scores.person_id
            from {batch} as scores
            left join lead_score.lead_score_ledger as ledger using (person_id)
            group by scores.person_id, scores.lead_score
            having scores.lead_score <> coalesce(sum(ledger.counted_points), 0)
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
