"""Page section `nurture`: people whom a programme reached beside people alike whom it did not, and what is next."""

from orchestration.dashboard import charts
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.marts import Marts

MOST_PROGRAMMES = 15


def section(marts: Marts) -> Section:
    effects, plays = _effects(marts), _plays(marts)
    figures = [*([_differences()] if effects.rows else []), *([_next()] if plays.rows else [])]
    return Section("nurture", figures, [effects, plays])


def _effects(marts: Marts) -> Dataset:
    # Programmes of two systems may have the same name.
    rows = marts.rows(
        """
        select
            campaign_name || if(count(*) over (partition by campaign_name, stage) > 1, ' (' || campaign_id || ')', '')
                as programme,
            stage, treated, matched, controls, treated_rate, control_rate,
            difference, difference_low, difference_high, verdict
        from nurture.nurture_effects
        where difference is not null
        order by verdict = 'too little data', matched desc, programme, stage
        limit ?
        """,
        MOST_PROGRAMMES,
    )
    return Dataset("nurture_effects", rows)


def _differences() -> Figure:
    columns = [
        Column("programme"),
        Column("stage", "name"),
        Column("verdict", "name"),
        Column("difference", "points_of_rate"),
        Column("difference_low", "points_of_rate"),
        Column("difference_high", "points_of_rate"),
        Column("treated_rate", "share"),
        Column("control_rate", "share"),
        Column("matched", "count"),
        Column("controls", "count"),
    ]
    rows = Rows("nurture_effects", derive=[("line", "text", "programme_and_stage"), ("label", "text", "verdict")])
    chart = charts.intervals(columns, "line", "difference", "difference_low", "difference_high", "+~%")
    return Figure("nurture-effects", rows, columns, ("people", "sum", "matched"), chart, wide=True)


def _plays(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            action, needs_consent, first_touch_channel as channel, segment, count(*) as people
        from nurture.next_actions
        inner join core.people using (person_id)
        group by all
        order by all
        """
    )
    return Dataset("next_actions", rows)


def _next() -> Figure:
    columns = [Column("action"), Column("people", "count"), Column("share", "share")]
    rows = Rows(
        "next_actions",
        {"channel": "channel", "segment": "segment"},
        group=["action"],
        sums=["people"],
        derive=[("share", "share", "people")],
        sort=[("people", True), ("action", False)],
    )
    return Figure("nurture-next", rows, columns, ("people", "sum", "people"))
