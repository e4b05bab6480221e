"""Page section `overview`: what came in and what it brought, beside the period before."""

from orchestration.dashboard import lines
from orchestration.dashboard.figures import Column, Dataset, Figure, Headline, Rows, Section
from orchestration.dashboard.marts import Marts
from orchestration.dashboard.notices import notices

FOLLOWS = {"period": "month", "channel": "channel", "model": "model"}
MONEY = ["spend", "revenue", "margin"]
# What adds up; every ratio is worked out of sums, as in `channel_roi.returns_by_group`.
SUMS = [
    *MONEY,
    "spend_without_rate",
    "leads",
    "mqls",
    "opportunities",
    "customers",
    "customer_value",
    "lifetime_value",
    "customer_months",
]
HEADLINE_ROWS = Rows("returns", FOLLOWS, group=["month"], sums=SUMS)
HEADLINES = [
    Headline("leads", "count", ("value", "leads"), "more"),
    Headline("mqls", "count", ("value", "mqls"), "more"),
    Headline("customers", "count", ("value", "customers"), "more"),
    Headline("conversion_rate", "share", ("ratio", "customers", "leads"), "more"),
    Headline("revenue", "short_money", ("value", "revenue"), "more"),
    Headline("spend", "short_money", ("value", "spend")),
    Headline("roi", "signed_share", ("roi", "margin", "known_spend"), "more"),
    Headline("cac", "whole_money", ("ratio", "known_spend", "customers"), "less"),
]


def section(marts: Marts) -> Section:
    returns = marts.rows(
        """
        select
            month,
            channel,
            attribution_model as model,
            sum(spend) as spend,
            sum(revenue) as revenue,
            sum(margin) as margin,
            sum(spend_without_rate) as spend_without_rate,
            sum(leads) as leads,
            sum(mqls) as mqls,
            sum(opportunities) as opportunities,
            sum(customers) as customers,
            sum(customer_value) as customer_value,
            sum(lifetime_value) as lifetime_value,
            sum(customer_months) as customer_months
        from (
            select * replace (
                case when month = '(unknown)' then month else month_of(cast(month || '-01' as date)) end as month
            )
            from channel_roi.attributed_results
        )
        group by all
        order by all
        """
    )
    if not returns:
        return Section("overview")
    by_month = Rows(
        "returns",
        FOLLOWS,
        without={"month": ["(unknown)", "earlier"]},
        group=["month"],
        sums=["leads", "customers", *MONEY],
        derive=[("at", "moment", "month")],
        sort=[("month", False)],
    )
    month, leads, customers = Column("month", "month"), Column("leads", "count"), Column("customers", "count")
    money = [Column(measure, "money") for measure in MONEY]
    amount = [month, Column("measure"), Column("amount", "money")]
    return Section(
        "overview",
        [
            Figure(
                "overview-leads",
                by_month,
                [month, leads, customers],
                ("leads", "sum", "leads"),
                lines.months_of_one([month, leads, customers], "leads"),
            ),
            Figure(
                "overview-money",
                by_month,
                [month, customers, *money],
                ("customers", "sum", "customers"),
                lines.months(amount),
                fold=MONEY,
            ),
        ],
        [Dataset("returns", returns)],
        HEADLINES,
        notices(marts),
    )
