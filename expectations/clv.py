"""What a customer is worth."""

from expectations._vocabulary import between, filled, has_rows_if_loaded, key, no_rows, not_after_as_of, one_of, share

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
