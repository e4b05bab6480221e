"""Page section `funnel`: steps, their rates, and conversion by channel."""

from orchestration.dashboard import charts, rates
from orchestration.dashboard.figures import Column, Figure, Section, write
from orchestration.dashboard.marts import Marts
from orchestration.dashboard.texts import text, words

FUNNELS = ("lifecycle", "buyer_journey")
MOST_CHANNELS = 15


def section(marts: Marts) -> Section:
    figures = [figure for funnel in FUNNELS for figure in _steps(marts, funnel)]
    return Section("funnel", text("funnel.title"), text("funnel.intro"), figures=figures + _channels(marts))


def _steps(marts: Marts, funnel: str) -> list[Figure]:
    # A person belongs to one cohort, so cohorts add up to people.
    found = marts.rows(
        """
        select step, sum(entered) as entered, sum(converted) as converted
        from funnel.funnel_conversions
        where funnel = ? and channel = '(all)' and segment = '(all)'
        group by step
        having sum(entered) > 0
        order by min(step_number)
        """,
        funnel,
    )
    if not found:
        return []
    people = found[0]["entered"]
    steps = []
    for step in found:
        share = step["entered"] / people
        label = f"{write(step['entered'], 'count')} · {write(share, 'share')}"
        steps.append(step | {"name": words(step["step"]), "share": share, "label": label})
    # The last step has no next one.
    passed = [rates.with_rate(step, step["converted"], step["entered"]) for step in steps[:-1]]

    name, entered = Column("name", text("column.step")), Column("entered", text("column.entered"), "count")
    step_columns = [name, entered, Column("share", text("column.share"), "share")]
    rate_columns = [name, entered, Column("converted", text("column.converted"), "count"), *rates.COLUMNS]
    return [
        Figure(
            f"funnel-{funnel}-counts",
            text(f"funnel.{funnel}.counts"),
            text("funnel.counts.subtitle", people=people),
            step_columns,
            steps,
            charts.bars(steps, step_columns, "entered"),
        ),
        Figure(
            f"funnel-{funnel}-rates",
            text(f"funnel.{funnel}.rates"),
            text("funnel.rates.subtitle", people=people),
            rate_columns,
            passed,
            charts.intervals(passed, rate_columns, "rate", "low", "high", rates.AXIS_FORMAT),
        ),
    ]


def _channels(marts: Marts) -> list[Figure]:
    found = marts.rows(
        """
        select
            channel,
            sum(entered) filter (where step = 'lead') as leads,
            coalesce(sum(entered) filter (where step = 'customer'), 0) as customers
        from funnel.funnel_conversions
        where funnel = 'lifecycle' and channel <> '(all)' and segment = '(all)'
        group by channel
        having leads > 0
        order by leads desc, channel
        """
    )
    if not found:
        return []
    channels = [rates.with_rate(row | {"name": words(row["channel"])}, row["customers"], row["leads"]) for row in found]
    shown = sorted(channels[:MOST_CHANNELS], key=lambda channel: -channel["rate"])
    people = sum(channel["leads"] for channel in channels)
    columns = [
        Column("name", text("column.channel")),
        Column("leads", text("column.leads"), "count"),
        Column("customers", text("column.customers"), "count"),
        *rates.COLUMNS,
    ]
    return [
        Figure(
            "funnel-channels",
            text("funnel.channels"),
            text("funnel.channels.subtitle", people=people, shown=len(shown), channels=len(channels)),
            columns,
            channels,
            charts.intervals(shown, columns, "rate", "low", "high", rates.AXIS_FORMAT),
        )
    ]
