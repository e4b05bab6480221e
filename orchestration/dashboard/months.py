"""Part of page section `overview`: leads and money by month."""

from orchestration.dashboard import charts
from orchestration.dashboard.channel_roi import MEASURES
from orchestration.dashboard.figures import Column, Figure
from orchestration.dashboard.marts import Marts
from orchestration.dashboard.texts import text

MOST_MONTHS = 24


def figures(marts: Marts, model: str | None) -> list[Figure]:
    """What came in, month by month: a month without anything is a zero, not a gap."""
    months = marts.rows(
        """
        with

        sums as (
            select
                cast(month || '-01' as date) as month,
                sum(leads) as leads, sum(spend) as spend, sum(revenue) as revenue, sum(margin) as margin
            from channel_roi.channel_returns
            where month not in ('(all)', '(unknown)') and attribution_model = $1
            group by all
        ),

        months as (
            select cast(unnest(range(min(month), max(month) + interval 1 month, interval 1 month)) as date) as month
            from sums
        )

        select
            month,
            coalesce(leads, 0) as leads, coalesce(spend, 0) as spend,
            coalesce(revenue, 0) as revenue, coalesce(margin, 0) as margin
        from months
        left join sums using (month)
        order by month desc
        limit $2
        """,
        model,
        MOST_MONTHS,
    )
    if not months:
        return []
    month = Column("month", text("column.calendar_month"), "month")
    leads = Column("leads", text("column.leads"), "count")
    money = [Column(measure, text(f"column.{measure}"), "money") for measure in MEASURES]
    lines = [
        {"month": row["month"], "measure": text(f"column.{measure}"), "amount": row[measure]}
        for row in reversed(months)
        for measure in MEASURES
    ]
    line_columns = [month, Column("measure", text("column.measure")), Column("amount", text("column.amount"), "money")]
    subtitle = text("overview.months.subtitle", months=len(months))
    return [
        Figure(
            "overview-leads",
            text("overview.leads_by_month"),
            subtitle,
            [month, leads],
            months,
            charts.months_of_one(months, [month, leads], "leads"),
        ),
        Figure(
            "overview-money",
            text("overview.money_by_month"),
            subtitle,
            [month, *money],
            months,
            charts.months(lines, line_columns, "amount", "measure"),
        ),
    ]
