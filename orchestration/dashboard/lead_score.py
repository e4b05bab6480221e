"""Page section `lead_score`: how scores lie, whether they foretell, and who waits for an answer."""

from orchestration.dashboard import cells, charts, lines, score_review
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.marts import Marts

BIN = 5
HIGHEST = 100
FOLLOWS = {"channel": "channel", "segment": "segment"}


def section(marts: Marts) -> Section:
    scores = _scores(marts)
    if not scores.rows:
        return Section("lead_score")
    reviews = score_review.section(marts)
    return Section(
        "lead_score",
        [_distribution(), _matrix(), *reviews.figures, _hot_leads()],
        [scores, _hot(marts), *reviews.datasets],
    )


def _scores(marts: Marts) -> Dataset:
    # A score of 100 belongs to the last bin, not to one of its own.
    rows = marts.rows(
        """
        select
            cast(least(floor(lead_score / $1) * $1, $2 - $1) as integer) as bin_start,
            bin_start + $1 as bin_end,
            temperature,
            array_position(['hot', 'warm', 'cold'], temperature) as warmth,
            fit_grade,
            engagement_band,
            first_touch_channel as channel,
            segment,
            count(*) as people
        from lead_score.lead_scores
        inner join core.people using (person_id)
        group by all
        order by all
        """,
        BIN,
        HIGHEST,
    )
    return Dataset("scores", rows)


def _distribution() -> Figure:
    columns = [
        Column("bin", label="score"),
        Column("temperature", "name"),
        Column("people", "count"),
    ]
    rows = Rows(
        "scores",
        FOLLOWS,
        group=["bin_start", "bin_end", "temperature", "warmth"],
        sums=["people"],
        derive=[("bin", "text", "bin")],
        sort=[("warmth", False), ("bin_start", False)],
    )
    chart = lines.histogram(columns, ("bin", "bin_start"), "people", "temperature")
    return Figure("lead_score-distribution", rows, columns, ("people", "sum", "people"), chart)


def _matrix() -> Figure:
    columns = [Column("fit_grade"), Column("engagement_band"), Column("people", "count"), Column("share", "share")]
    rows = Rows(
        "scores",
        FOLLOWS,
        group=["fit_grade", "engagement_band"],
        sums=["people"],
        derive=[("share", "share", "people"), ("label", "written", "people", "count")],
        sort=[("fit_grade", False), ("engagement_band", False)],
    )
    chart = cells.matrix(
        columns, across=("engagement_band", "engagement_band"), down="fit_grade", value="people", row_height=62
    )
    return Figure("lead_score-matrix", rows, columns, ("people", "sum", "people"), chart)


def _hot(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            case when sla_hours_left < 0 then 'promise_broken' else 'in_time' end as answer,
            cast(sla_hours_left < 0 as int) as late,
            first_touch_channel as channel,
            segment,
            suggested_action,
            count(*) as people,
            sum(waiting_hours) as waiting_hours,
            sum(coalesce(conversion_probability * expected_value, 0)) as expected_value
        from lifecycle.hot_leads
        inner join core.people using (person_id)
        group by all
        order by all
        """
    )
    return Dataset("hot_leads", rows)


def _hot_leads() -> Figure:
    columns = [
        Column("channel", "name"),
        Column("answer", "name"),
        Column("people", "count"),
        Column("mean_waiting_hours", "days"),
        Column("expected_value", "money"),
    ]
    rows = Rows(
        "hot_leads",
        FOLLOWS,
        group=["channel", "answer", "late"],
        sums=["people", "waiting_hours", "expected_value"],
        derive=[("mean_waiting_hours", "ratio", "waiting_hours", "people")],
        sort=[("people", True), ("channel", False)],
    )
    chart = charts.split_bars(columns, "channel", "people", "answer", "late")
    return Figure("lead_score-hot_leads", rows, columns, ("people", "sum", "people"), chart)
