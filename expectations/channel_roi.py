"""Which channel pays."""

from great_expectations.expectations.expectation import Expectation

from expectations._vocabulary import between, filled, has_rows_if_loaded, key, no_rows, one_of, share


def returns() -> list[Expectation]:
    """What must hold of spend and what it brought, whatever it is grouped by."""
    return [
        between("spend", 0, None),
        between("leads", 0, None),
        between("customers", 0, None),
        no_rows(
            "without spend there is no ratio, and a note says so",
            """
            select * from {batch}
            where spend = 0 and (coalesce(cpl, cac, roas, roi) is not null or ratio_note is null)
            """,
        ),
        no_rows(
            "what cost and brought nothing has an ROI of -1",
            "select * from {batch} where spend > 0 and margin = 0 and roi <> -1",
        ),
    ]


EXPECTATIONS = {
    "channel_roi.attribution_credits": [
        has_rows_if_loaded("leads"),
        *key("conversion_id", "attribution_model", "touchpoint_id"),
        one_of("conversion_kind", ["lead", "mql", "opportunity", "won", "order"]),
        filled("channel"),
        filled("credit"),
        share("credit"),
        filled("revenue"),
        filled("margin"),
    ],
    "channel_roi.attributed_results": [
        has_rows_if_loaded("ad_spend"),
        *key("month", "channel", "campaign_id", "attribution_model"),
        between("spend", 0, None),
    ],
    "channel_roi.returns_by_group": [
        *key("group_kind", "group_value", "month", "attribution_model"),
        one_of("group_kind", ["channel", "campaign"]),
        *returns(),
    ],
    "channel_roi.channel_returns": [
        has_rows_if_loaded("ad_spend"),
        *key("month", "channel", "attribution_model"),
        *returns(),
    ],
    "channel_roi.campaign_returns": [
        *key("month", "campaign_id", "attribution_model"),
        *returns(),
    ],
    "channel_roi.conversion_paths": [
        *key("conversion_kind", "path"),
        between("conversions", 0, None),
        between("non_conversions", 0, None),
        between("median_days", 0, None),
    ],
    "channel_roi.utm_audit": [
        has_rows_if_loaded("campaigns"),
        *key("campaign_key"),
        between("touches", 0, None),
        between("spend", 0, None),
        between("name_distance", 0, None),
        no_rows(
            "a neighbour is named only for a key that the CRM does not know",
            """
            select * from {batch}
            where nearest_known_name is not null and coalesce(missing_from, '') not like '%CRM%'
            """,
        ),
    ],
}
