"""What a customer is worth."""

from expectations._vocabulary import (
    between,
    filled,
    has_rows_if_loaded,
    is_one_row,
    key,
    no_rows,
    not_after_as_of,
    one_of,
    share,
)

EXPECTATIONS = {
    "clv.customer_values": [
        has_rows_if_loaded("orders"),
        *key("customer_id"),
        one_of("customer_kind", ["person", "account"]),
        between("orders", 1, None),
        filled("acquired_on"),
        not_after_as_of("acquired_on"),
        between("frequency", 0, None),
        between("recency", 0, None),
        no_rows("value is revenue less cost", "select * from {batch} where historical_clv <> revenue - cost"),
        no_rows("nobody bought last after today", "select * from {batch} where recency > t"),
        share("probability_alive"),
        between("expected_orders_12m", 0, None),
        no_rows(
            "there is either a prediction or the reason why not",
            "select * from {batch} where (predicted_clv is null) = (predicted_note is null)",
        ),
        no_rows(
            "a prediction lies within its interval",
            """
            select * from {batch}
            where not predicted_clv between predicted_clv_low and predicted_clv_high
                or not predicted_clv_12m between predicted_clv_12m_low and predicted_clv_12m_high
                or not predicted_clv_36m between predicted_clv_36m_low and predicted_clv_36m_high
            """,
        ),
    ],
    "clv.clv_parameters": [
        *key("fit"),
        is_one_row(),
        no_rows(
            "parameters are above 0, or a note says why there are none",
            """
            select * from {batch}
            where (coalesce(least(r, alpha, a, b), 0) <= 0) = (purchase_note is null)
                or (coalesce(least(p, q, gamma), 0) <= 0) = (value_note is null)
            """,
        ),
        no_rows(
            "the fit knows every customer",
            "select * from {batch} where customers <> (select count(*) from clv.customer_values)",
        ),
    ],
    "clv.customer_segments": [
        *key("rfm_segment", "segment"),
        share("customer_share"),
        share("repeat_purchase_rate"),
        no_rows(
            "sizes of companies are parts of a segment, and segments together are all customers",
            """
            select segment = '(all)' from {batch} group by segment = '(all)'
            having sum(customers) <> (select count(*) from clv.customer_values)
                or sum(revenue) <> (select coalesce(sum(revenue), 0) from clv.customer_values)
            """,
        ),
    ],
    "clv.clv_by_group": [
        *key("group_kind", "group_value"),
        between("customers", 1, None),
        share("repeat_purchase_rate"),
        no_rows(
            "value is margin per customer, and the repeat rate who came back of all customers",
            """
            select * from {batch}
            where abs(historical_clv - (revenue - cost) / customers) > 1e-6
                or abs(repeat_purchase_rate - repeat_customers / customers) > 1e-9
            """,
        ),
        no_rows(
            "groups of each kind hold every customer and all they brought",
            """
            select group_kind from {batch} group by group_kind
            having sum(customers) <> (select count(*) from clv.customer_values)
                or sum(revenue) <> (select sum(revenue) from clv.customer_values)
                or sum(cost) <> (select sum(cost) from clv.customer_values)
            """,
        ),
    ],
    "clv.clv_curves": [
        *key("group_kind", "group_value", "month_number"),
        between("month_number", 0, None),
        no_rows(
            "customers get fewer as the months go by, never more",
            """
            select 1 from (
                select customers, lag(customers) over (
                    partition by group_kind, group_value order by month_number
                ) as customers_before
                from {batch}
            ) as months
            where customers > customers_before
            """,
        ),
        between("customers", 0, None),
    ],
}
