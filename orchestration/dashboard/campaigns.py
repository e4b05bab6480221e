"""Part of page section `channel_roi`: the campaigns that matter most."""

from orchestration.dashboard.figures import Column, Figure
from orchestration.dashboard.marts import Marts
from orchestration.dashboard.texts import text

MOST_CAMPAIGNS = 15
COLUMNS = [
    Column("name", text("column.campaign")),
    Column("customers", text("column.customers"), "credit"),
    Column("spend", text("column.spend"), "money"),
    Column("revenue", text("column.revenue"), "money"),
    Column("margin", text("column.margin"), "money"),
    Column("roi", text("column.roi"), "signed_share"),
]


def figures(marts: Marts, first_model: str) -> list[Figure]:
    rows = marts.rows(
        """
        with

        ranked as (
            select
                *,
                row_number() over (
                    partition by attribution_model order by greatest(revenue, coalesce(spend, 0)) desc, campaign_id
                ) as place
            from channel_roi.campaign_returns
            where month = '(all)'
        )

        select
            attribution_model as model, coalesce(campaign_name, campaign_id) as name,
            customers, spend, revenue, margin, roi
        from ranked
        where place <= ?
        order by model, place
        """,
        MOST_CAMPAIGNS,
    )
    if not rows:
        return []
    rows = [row | {"name": text("channel_roi.no_campaign") if row["name"] == "(none)" else row["name"]} for row in rows]
    shown = [row for row in rows if row["model"] == first_model]
    subtitle = text(
        "channel_roi.campaigns.subtitle",
        shown=len(shown),
        people=sum(row["customers"] for row in shown),
    )
    return [Figure("channel_roi-campaigns", text("channel_roi.campaigns"), subtitle, COLUMNS, rows, by_model=True)]
