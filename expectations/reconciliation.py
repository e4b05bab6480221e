"""Numbers that must agree across marts: each total can be taken apart, and nothing is lost on the way."""

from expectations._vocabulary import no_rows

EXPECTATIONS = {
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
            "customers' revenue is the revenue of orders whose buyer is known",
            """
            select 1 from (select coalesce(sum(revenue), 0) as revenue from {batch}) as customers
            cross join (
                select coalesce(sum(revenue), 0) as revenue from core.orders where customer_id is not null
            ) as orders
            where customers.revenue <> orders.revenue
            """,
        ),
    ],
}
