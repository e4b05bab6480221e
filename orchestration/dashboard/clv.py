"""Page section `clv`: what customers have been worth, by where they came from and over time."""

from orchestration.dashboard import charts, rates
from orchestration.dashboard.figures import Column, Figure, Section, write
from orchestration.dashboard.marts import Marts, Row
from orchestration.dashboard.texts import text, words

MOST_GROUPS = 15
MOST_COHORTS = 8


def section(marts: Marts) -> Section:
    # By channel side by side: they are of the same height.
    figures = [*_value(marts, "channel"), *_repeat(marts), *_curves(marts), *_value(marts, "segment")]
    return Section("clv", text("clv.title"), text("clv.intro"), figures=figures)


def _value(marts: Marts, kind: str) -> list[Figure]:
    found = _groups(marts, kind)
    if not found:
        return []
    groups = []
    for row in found:
        label = f"{write(row['historical_clv'], 'money')} · n = {write(row['customers'], 'count')}"
        groups.append(row | {"name": words(row["group_value"]), "label": label})
    columns = [
        Column("name", text(f"column.{kind}")),
        Column("customers", text("column.customers"), "count"),
        Column("historical_clv", text("column.clv"), "money"),
    ]
    subtitle = text("clv.subtitle", people=sum(row["customers"] for row in found))
    shown = sorted(groups[:MOST_GROUPS], key=lambda group: -group["historical_clv"])
    chart = charts.bars(shown, columns, "historical_clv")
    return [Figure(f"clv-{kind}", text(f"clv.{kind}"), subtitle, columns, groups, chart)]


def _repeat(marts: Marts) -> list[Figure]:
    found = _groups(marts, "channel")
    if not found:
        return []
    groups = [
        rates.with_rate(
            row | {"name": words(row["group_value"])},
            round(row["repeat_purchase_rate"] * row["customers"]),
            row["customers"],
        )
        for row in found
    ]
    columns = [
        Column("name", text("column.channel")),
        Column("customers", text("column.customers"), "count"),
        *rates.COLUMNS,
    ]
    shown = sorted(groups[:MOST_GROUPS], key=lambda group: -group["rate"])
    chart = charts.intervals(shown, columns, "rate", "low", "high", rates.AXIS_FORMAT)
    subtitle = text("clv.repeat.subtitle", people=sum(row["customers"] for row in found))
    return [Figure("clv-repeat", text("clv.repeat"), subtitle, columns, groups, chart)]


def _groups(marts: Marts, kind: str) -> list[Row]:
    return marts.rows(
        """
        select group_value, customers, historical_clv, repeat_purchase_rate
        from clv.clv_by_group
        where group_kind = ? and customers > 0
        order by customers desc, group_value
        """,
        kind,
    )


def _curves(marts: Marts) -> list[Figure]:
    # Months make too many lines, and too thin ones; a quarter ends where its youngest month ends, so that all
    # points of a line are about the same customers.
    rows = marts.rows(
        """
        with

        cohorts as (
            select
                left(group_value, 4) || ' Q' || (cast(right(group_value, 2) as integer) + 2) // 3 as quarter,
                *
            from clv.clv_curves
            where group_kind = 'cohort_month'
        ),

        quarters as (
            select quarter, count(distinct group_value) as months
            from cohorts
            group by quarter
            order by quarter desc
            limit ?
        )

        select
            quarter,
            month_number,
            sum(customers) as customers,
            sum(cumulative_margin) / sum(customers) as margin_per_customer
        from cohorts
        inner join quarters using (quarter)
        group by quarter, month_number, months
        having count(*) = months
        order by quarter, month_number
        """,
        MOST_COHORTS,
    )
    if not rows:
        return []
    columns = [
        Column("quarter", text("column.cohort")),
        Column("month_number", text("column.month"), "count"),
        Column("customers", text("column.customers"), "count"),
        Column("margin_per_customer", text("column.clv"), "money"),
    ]
    people = sum(row["customers"] for row in rows if row["month_number"] == 0)
    chart = charts.curves(rows, columns, "month_number", "margin_per_customer", "quarter")
    subtitle = text("clv.curves.subtitle", people=people)
    return [Figure("clv-curves", text("clv.curves"), subtitle, columns, rows, chart, wide=True)]
