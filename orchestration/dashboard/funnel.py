"""Page section `funnel`: steps, their rates, cohorts, and where and why fewer pass than before."""

from orchestration.dashboard import cells, charts
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.filters import ALL
from orchestration.dashboard.marts import Marts

PICKED = {"funnel": "funnel", "period": "month", "channel": "channel", "segment": "segment"}
BY_STEP = {"funnel": "funnel", "period": "month", "channel": "channel"}
RATE = [
    ("rate", "ratio", "converted", "entered"),
    ("rate_low", "wilson_low", "converted", "entered"),
    ("rate_high", "wilson_high", "converted", "entered"),
]
RATE_COLUMNS = [
    Column("entered", "count"),
    Column("converted", "count"),
    Column("rate", "share"),
    Column("rate_low", "share"),
    Column("rate_high", "share"),
]


def section(marts: Marts) -> Section:
    conversions = _conversions(marts)
    if not conversions.rows:
        return Section("funnel")
    return Section(
        "funnel",
        [_counts(), _rates(), _cohorts(), _bottlenecks(), _changes(), _channels()],
        [conversions, _deviations(marts), _parts(marts)],
    )


def _conversions(marts: Marts) -> Dataset:
    # A person belongs to one cohort, so cohorts add up to people.
    rows = marts.rows(
        """
        select
            funnel,
            month_of(cohort_month) as month,
            channel,
            segment,
            step,
            step_number,
            sum(entered) as entered,
            sum(converted) as converted,
            sum(converted_90d) filter (where is_mature_90d) as converted_90d,
            bool_and(is_mature_90d) as is_mature_90d,
            sum(dropped) as dropped,
            sum(still_open) as still_open,
            sum(if(step_number = 1, entered, 0)) as began,
            sum(if(step in ('customer', 'purchase'), entered, 0)) as bought
        from funnel.funnel_conversions
        group by all
        order by all
        """
    )
    return Dataset("funnel", rows, totals=("channel", "segment"))


def _counts() -> Figure:
    columns = [
        Column("step", "name"),
        Column("entered", "count"),
        Column("share", "share"),
        Column("still_open", "count"),
        Column("dropped", "count"),
    ]
    rows = Rows(
        "funnel",
        PICKED,
        group=["step", "step_number"],
        sums=["entered", "still_open", "dropped"],
        derive=[("share", "share_of_first", "entered"), ("label", "text", "entered_and_share")],
        sort=[("step_number", False)],
    )
    return Figure(
        "funnel-counts", rows, columns, ("people", "first", "entered"), charts.bars(columns, "step", "entered")
    )


def _rates() -> Figure:
    columns = [Column("step", "name"), *RATE_COLUMNS]
    rows = Rows(
        "funnel",
        PICKED,
        # The last step has no next one.
        without={"converted": [None]},
        group=["step", "step_number"],
        sums=["entered", "converted"],
        derive=[*RATE, ("label", "text", "rate_and_counts")],
        sort=[("step_number", False)],
    )
    chart = charts.intervals(columns, "step", "rate", "rate_low", "rate_high", charts.SHARE)
    return Figure("funnel-rates", rows, columns, ("people", "first", "entered"), chart)


def _cohorts() -> Figure:
    columns = [
        Column("month", "month"),
        Column("step", "name"),
        Column("entered", "count"),
        Column("converted_90d", "count"),
        Column("rate", "share"),
    ]
    rows = Rows(
        "funnel",
        PICKED,
        without={"converted": [None], "month": ["earlier"], "entered": [0]},
        derive=[
            ("ripe", "if", "is_mature_90d", "converted_90d"),
            ("rate", "ratio", "ripe", "entered"),
            ("label", "written", "rate", "rounded_share"),
        ],
        sort=[("month", True), ("step_number", False)],
        with_before=True,
    )
    chart = cells.ripening(columns, across=("step", "step_number"), down="month", value="rate")
    return Figure("funnel-cohorts", rows, columns, ("people", "sum_of_firsts", "entered"), chart, wide=True)


def _deviations(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            funnel, month_of(month) as month, channel, step, step_number, entered, conversion_rate as rate, norm_rate,
            z, is_bottleneck, people_lost, value_lost
        from funnel.funnel_bottlenecks
        where month_of(month) <> 'earlier'
        order by all
        """
    )
    return Dataset("bottlenecks", rows, totals=("channel",))


def _bottlenecks() -> Figure:
    columns = [
        Column("month", "month"),
        Column("step", "name"),
        Column("entered", "count"),
        Column("rate", "share"),
        Column("norm_rate", "share"),
        Column("z", "ratio"),
        Column("people_lost", "credit"),
        Column("value_lost", "money"),
    ]
    rows = Rows(
        "bottlenecks",
        BY_STEP,
        derive=[("off", "difference", "rate", "norm_rate"), ("label", "written", "off", "signed_share")],
        sort=[("month", True), ("step_number", False)],
        with_before=True,
    )
    chart = cells.deviations(columns, across=("step", "step_number"), down="month", value="z", marked="is_bottleneck")
    return Figure("funnel-bottlenecks", rows, columns, ("people", "sum_of_firsts", "entered"), chart, wide=True)


def _parts(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            funnel, month_of(month) as month, channel, step, step_number, entered, mix_effect, rate_effect, change
        from funnel.funnel_changes
        where month_of(month) <> 'earlier'
        order by all
        """
    )
    return Dataset("changes", rows, totals=("channel",))


def _changes() -> Figure:
    columns = [
        Column("step", "name"),
        Column("entered", "count"),
        Column("mix_effect", "points_of_rate"),
        Column("rate_effect", "points_of_rate"),
        Column("change", "points_of_rate"),
    ]
    drawn = [columns[0], Column("measure"), Column("amount", "points_of_rate"), columns[-1]]
    effects = ["mix_effect", "rate_effect"]
    rows = Rows(
        "changes",
        BY_STEP,
        group=["step", "step_number"],
        # A month's changes begin where those of the month before end.
        sums=["entered", *effects, "change"],
        sort=[("step_number", False)],
    )
    chart = charts.parts_of_change(drawn, "step", "change")
    return Figure("funnel-changes", rows, columns, ("people", "first", "entered"), chart, effects, wide=True)


def _channels() -> Figure:
    columns = [
        Column("channel", "name"),
        Column("began", "count"),
        Column("bought", "count"),
        Column("rate", "share"),
        Column("rate_low", "share"),
        Column("rate_high", "share"),
    ]
    rows = Rows(
        "funnel",
        {"funnel": "funnel", "period": "month", "segment": "segment"},
        without={"channel": [ALL]},
        group=["channel"],
        sums=["began", "bought"],
        derive=[
            ("rate", "ratio", "bought", "began"),
            ("rate_low", "wilson_low", "bought", "began"),
            ("rate_high", "wilson_high", "bought", "began"),
            ("label", "text", "bought_of_began"),
        ],
        sort=[("rate", True), ("began", True)],
    )
    chart = charts.intervals(columns, "channel", "rate", "rate_low", "rate_high", charts.SHARE)
    return Figure("funnel-channels", rows, columns, ("people", "sum", "began"), chart, wide=True)
