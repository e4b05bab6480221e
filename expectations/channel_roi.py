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
            "without spend, or with some that has no rate, there is no ratio, and a note says so",
            """
            select * from {batch}
            where (spend = 0 or spend_without_rate > 0)
                and (coalesce(cpl, cac, roas, roi) is not null or ratio_note is null)
            """,
        ),
        no_rows(
            "with spend, returns and unit costs are what they are called",
            """
            select * from {batch}
            where spend > 0 and spend_without_rate = 0 and (
                roi is null or abs(roi - (margin - spend) / spend) > 1e-9
                or roas is null or abs(roas - revenue / spend) > 1e-9
                or abs(cac - spend / nullif(customers, 0)) > 1e-9 * abs(cac)
                or abs(cpl - spend / nullif(leads, 0)) > 1e-9 * abs(cpl)
            )
            """,
        ),
        no_rows(
            "a ratio that is missing has a note",
            """
            select * from {batch}
            where ratio_note is null and (cpl is null or cac is null or ltv_to_cac is null or payback_months is null)
            """,
        ),
    ]


EXPECTATIONS = {
    "channel_roi.conversions": [
        has_rows_if_loaded("leads"),
        *key("conversion_id"),
        one_of("conversion_kind", ["lead", "mql", "opportunity", "won", "order"]),
        not_after_as_of("converted_at"),
        filled("revenue"),
        filled("margin"),
        between("touches", 0, None),
    ],
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
            "paths hold every conversion once, and all it brought",
            """
            (
                select conversion_kind, sum(conversions), sum(revenue) from {batch}
                where conversions > 0 group by conversion_kind
                except
                select conversion_kind, count(*), sum(revenue) from channel_roi.conversions group by conversion_kind
            )
            union all
            (
                select conversion_kind, count(*), sum(revenue) from channel_roi.conversions group by conversion_kind
                except
                select conversion_kind, sum(conversions), sum(revenue) from {batch}
                where conversions > 0 group by conversion_kind
            )
            """,
        ),
    ],
    "channel_roi.channel_removal_effects": [
        *key("conversion_kind", "channel"),
        one_of("conversion_kind", ["lead", "mql", "opportunity", "won", "order"]),
        known("channel", "core.channels"),
        share("removal_effect"),
        share("markov_share"),
        share("shapley_share"),
        between("conversions", 0, None),
        no_rows(
            "shares of all channels sum to 1, or a note says why there are none",
            """
            select conversion_kind from {batch} group by conversion_kind
            having not coalesce(
                sum(markov_share) = 1 and sum(shapley_share) = 1 and count(note) = 0
                or count(coalesce(removal_effect, markov_share, shapley_share)) = 0 and count(note) = count(*),
                false
            )
            """,
        ),
        no_rows(
            "no conversion comes through a channel without a path",
            "select * from {batch} where conversions > paths",
        ),
        no_rows(
            "shapley credits add up to shapley shares",
            """
            with credited as (
                select conversion_kind, channel, sum(credit) as credit
                from channel_roi.attribution_credits
                where attribution_model = 'shapley' and channel <> 'unattributed'
                group by conversion_kind, channel
            ),
            touched as (
                select conversion_kind, count(*) as conversions
                from channel_roi.conversions where touches > 0 group by conversion_kind
            )
            select effects.conversion_kind, effects.channel
            from {batch} as effects
            left join credited using (conversion_kind, channel)
            inner join touched using (conversion_kind)
            where abs(effects.shapley_share - coalesce(credited.credit, 0) / touched.conversions) > 1e-6
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
