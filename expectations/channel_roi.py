"""Which channel pays."""

from great_expectations.expectations.expectation import Expectation

from expectations._vocabulary import (
    between,
    filled,
    has_rows_if_loaded,
    key,
    known,
    no_rows,
    not_after_as_of,
    one_of,
    share,
)


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
            "with spend, returns and unit costs are what they are called",
            """
            select * from {batch}
            where spend > 0 and (
                roi is null or abs(roi - (margin - spend) / spend) > 1e-9
                or roas is null or abs(roas - revenue / spend) > 1e-9
                or abs(cac - spend / nullif(customers, 0)) > 1e-9 * abs(cac)
                or abs(cpl - spend / nullif(leads, 0)) > 1e-9 * abs(cpl)
            )
            """,
        ),
    ]


EXPECTATIONS = {
    "channel_roi.attribution_credits": [
        has_rows_if_loaded("leads"),
        *key("conversion_id", "attribution_model", "touchpoint_id"),
        one_of("conversion_kind", ["lead", "mql", "opportunity", "won", "order"]),
        not_after_as_of("converted_at"),
        filled("channel"),
        known("channel", "core.channels"),
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
        no_rows(
            "months of a channel sum to all of it",
            """
            select 1 from {batch} group by channel, attribution_model
            having
                sum(revenue) filter (month = '(all)') is distinct from sum(revenue) filter (month <> '(all)')
                or sum(spend) filter (month = '(all)') is distinct from sum(spend) filter (month <> '(all)')
                or sum(leads) filter (month = '(all)') is distinct from sum(leads) filter (month <> '(all)')
            """,
        ),
    ],
    "channel_roi.campaign_returns": [
        *key("month", "campaign_id", "attribution_model"),
        *returns(),
        no_rows(
            "campaigns together cost and return what channels do",
            """
            with of_campaigns as (
                select attribution_model, month, sum(spend), sum(revenue), sum(margin), sum(leads), sum(customers)
                from {batch} group by attribution_model, month
            ),
            of_channels as (
                select attribution_model, month, sum(spend), sum(revenue), sum(margin), sum(leads), sum(customers)
                from channel_roi.channel_returns group by attribution_model, month
            )
            (from of_campaigns except from of_channels) union all (from of_channels except from of_campaigns)
            """,
        ),
    ],
    "channel_roi.conversion_paths": [
        *key("conversion_kind", "path"),
        between("conversions", 0, None),
        between("non_conversions", 0, None),
        between("median_days", 0, None),
        no_rows(
            "paths hold every conversion once",
            """
            with on_paths as (
                select conversion_kind, sum(conversions) as conversions from {batch} group by conversion_kind
            ),
            credited as (
                select conversion_kind, count(distinct conversion_id) as conversions
                from channel_roi.attribution_credits group by conversion_kind
            )
            select conversion_kind from on_paths full join credited using (conversion_kind)
            where coalesce(on_paths.conversions, 0) <> coalesce(credited.conversions, 0)
            """,
        ),
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
