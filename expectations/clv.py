"""What a customer is worth."""

from expectations._vocabulary import between, filled, has_rows_if_loaded, key, no_rows, one_of, share

EXPECTATIONS = {
    "clv.customer_values": [
        has_rows_if_loaded("orders"),
        *key("customer_id"),
        one_of("customer_kind", ["person", "account"]),
        between("orders", 1, None),
        filled("acquired_on"),
        between("frequency", 0, None),
        between("recency", 0, None),
        no_rows("value is revenue less cost", "select * from {batch} where historical_clv <> revenue - cost"),
        no_rows("nobody bought last after today", "select * from {batch} where recency > t"),
    ],
    "clv.clv_by_group": [
        *key("group_kind", "group_value"),
        between("customers", 1, None),
        share("repeat_purchase_rate"),
        no_rows("who came back is a customer", "select * from {batch} where repeat_customers > customers"),
    ],
    "clv.clv_curves": [
        *key("group_kind", "group_value", "month_number"),
        between("month_number", 0, None),
        between("customers", 0, None),
    ],
}
