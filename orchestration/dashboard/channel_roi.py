"""Page section `channel_roi`: spend against what came back, by the attribution model that is picked."""

from orchestration.dashboard import charts
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.marts import Marts
from orchestration.dashboard.overview import FOLLOWS, MONEY, SUMS

MOST_CAMPAIGNS = 25
MOST_CHANNELS = 15
# As `channel_roi.returns_by_group` works them out: from sums, and not at all where some spend has no rate.
COSTS = [
    ("known_spend", "known", "spend", "spend_without_rate"),
    ("roi", "roi", "margin", "known_spend"),
    ("roas", "ratio", "revenue", "known_spend"),
    ("cac", "ratio", "known_spend", "customers"),
    ("cpl", "ratio", "known_spend", "leads"),
    ("worth", "ratio", "lifetime_value", "customers"),
    ("ltv_to_cac", "ratio", "worth", "cac"),
    ("monthly_margin", "ratio", "customer_value", "customer_months"),
    ("payback_months", "ratio_if_gain", "cac", "monthly_margin"),
    ("size", "larger", "spend", "revenue"),
    ("gain", "or_zero", "roi"),
]
CUSTOMERS = [Column("leads", "credit"), Column("customers", "credit")]
MONEY_COLUMNS = [Column(measure, "money") for measure in MONEY]
RATIOS = [
    Column("roi", "signed_share"),
    Column("roas", "ratio"),
    Column("cpl", "money"),
    Column("cac", "money"),
    Column("ltv_to_cac", "ratio"),
    Column("payback_months", "days"),
]


def section(marts: Marts) -> Section:
    if not marts.rows("select 1 from channel_roi.attributed_results limit 1"):
        return Section("channel_roi")
    figures = [_money(), _roi(), _models(), _ltv_to_cac(), _payback(), _returns(), _campaigns()]
    return Section("channel_roi", figures, [_campaign_rows(marts)])


def _rows(label: tuple = (), sort: str = "size", **more: object) -> Rows:
    return Rows(
        "returns",
        FOLLOWS,
        group=["channel"],
        sums=SUMS,
        derive=[*COSTS, *([("label", *label)] if label else [])],
        sort=[(sort, True), ("channel", False)],
        **more,
    )


def _money() -> Figure:
    name = Column("channel", "name")
    drawn = [name, Column("measure"), Column("amount", "money")]
    return Figure(
        "channel_roi-money",
        _rows(limit=MOST_CHANNELS),
        [name, *CUSTOMERS, *MONEY_COLUMNS],
        ("customers", "sum", "customers"),
        charts.measures(drawn, "channel"),
        fold=MONEY,
    )


def _roi() -> Figure:
    """The same channels in the same order as beside it."""
    columns = [Column("channel", "name"), *MONEY_COLUMNS, RATIOS[0]]
    chart = charts.gains(columns, "channel", "gain", charts.MEASURES_HEIGHT)
    rows = _rows(("roi_label",), limit=MOST_CHANNELS)
    return Figure("channel_roi-roi", rows, columns, ("customers", "sum", "customers"), chart)


def _models() -> Figure:
    columns = [
        Column("channel", "name"),
        Column("model", "name"),
        Column("customers", "credit"),
        Column("revenue", "money"),
        Column("roi", "signed_share"),
    ]
    rows = Rows(
        "returns",
        {"period": "month", "channel": "channel"},
        group=["channel", "model"],
        sums=SUMS,
        derive=[*COSTS, ("is_picked", "is_picked", "model"), ("largest", "largest_of", "revenue", "channel")],
        sort=[("largest", True), ("channel", False), ("model", False)],
    )
    chart = charts.spread(columns, "channel", "revenue", "is_picked")
    return Figure("channel_roi-models", rows, columns, ("customers", "sum_of_picked", "customers"), chart, wide=True)


def _ltv_to_cac() -> Figure:
    columns = [Column("channel", "name"), Column("customers", "credit"), Column("worth", "money"), *RATIOS[3:5]]
    rows = _rows(("written", "ltv_to_cac", "ratio"), sort="ltv_to_cac", without={"ltv_to_cac": [None]})
    chart = charts.bars(columns, "channel", "ltv_to_cac")
    return Figure("channel_roi-ltv_to_cac", rows, columns, ("customers", "sum", "customers"), chart)


def _payback() -> Figure:
    columns = [Column("channel", "name"), Column("customers", "credit"), RATIOS[3], RATIOS[5]]
    rows = _rows(("text", "months_to_payback"), sort="payback_months", without={"payback_months": [None]})
    chart = charts.bars(columns, "channel", "payback_months")
    return Figure("channel_roi-payback", rows, columns, ("customers", "sum", "customers"), chart)


def _returns() -> Figure:
    columns = [Column("channel", "name"), *CUSTOMERS, *MONEY_COLUMNS, *RATIOS]
    return Figure("channel_roi-returns", _rows(), columns, ("customers", "sum", "customers"))


def _campaign_rows(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        with

        named as (
            select
                month_of(cast(month || '-01' as date)) as month,
                attribution_model as model,
                campaign_id,
                coalesce(campaign_name, campaign_id) as campaign,
                spend, spend_without_rate, leads, customers, revenue, margin
            from channel_roi.campaign_returns
            where month not in ('(all)', '(unknown)') and campaign_id <> '(none)'
        ),

        largest as (
            select campaign_id
            from channel_roi.campaign_returns
            where month = '(all)' and campaign_id <> '(none)'
            group by campaign_id
            order by max(greatest(revenue, coalesce(spend, 0))) desc, campaign_id
            limit ?
        )

        select
            month, model, campaign_id, campaign,
            sum(spend) as spend, sum(spend_without_rate) as spend_without_rate, sum(leads) as leads,
            sum(customers) as customers, sum(revenue) as revenue, sum(margin) as margin
        from named
        where campaign_id in (from largest)
        group by all
        order by all
        """,
        MOST_CAMPAIGNS,
    )
    return Dataset("campaigns", rows)


def _campaigns() -> Figure:
    columns = [Column("campaign"), *CUSTOMERS, *MONEY_COLUMNS, RATIOS[0]]
    rows = Rows(
        "campaigns",
        {"period": "month", "model": "model"},
        group=["campaign_id", "campaign"],
        sums=["leads", "customers", "spend_without_rate", *MONEY],
        derive=[COSTS[0], COSTS[1], COSTS[-2]],
        sort=[("size", True), ("campaign", False)],
    )
    return Figure("channel_roi-campaigns", rows, columns, ("customers", "sum", "customers"))
