"""Page section `lifecycle`: who stands where, who moves where, and how long a stage takes."""

from orchestration.dashboard import charts, lines
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.filters import ALL
from orchestration.dashboard.marts import Marts

STAGES = (
    "lead",
    "engaged",
    "mql",
    "sql",
    "opportunity",
    "customer",
    "advocate",
    "recycled",
    "disqualified",
    "lost",
)
# One that the page does not know comes last.
PLACE = f"coalesce(array_position({list(STAGES)}, {{}}), {len(STAGES) + 1})"
PERSON = {"channel": "channel", "segment": "segment"}


def section(marts: Marts) -> Section:
    people = _people(marts)
    if not people.rows:
        return Section("lifecycle")
    return Section("lifecycle", [_flow(), _current(), _time()], [people, _moves(marts), _stays(marts)])


def _people(marts: Marts) -> Dataset:
    rows = marts.rows(
        f"""
        select
            lifecycle_stage as stage, {PLACE.format("lifecycle_stage")} as place,
            first_touch_channel as channel, segment, count(*) as people
        from core.people
        where lifecycle_stage is not null
        group by all
        order by all
        """
    )
    return Dataset("people_by_stage", rows)


def _current() -> Figure:
    columns = [Column("stage", "name"), Column("people", "count"), Column("share", "share")]
    rows = Rows(
        "people_by_stage",
        PERSON,
        group=["stage", "place"],
        sums=["people"],
        derive=[("share", "share", "people"), ("label", "text", "people_and_share")],
        sort=[("place", False)],
    )
    chart = charts.bars(columns, "stage", "people")
    return Figure("lifecycle-current", rows, columns, ("people", "sum", "people"), chart)


def _moves(marts: Marts) -> Dataset:
    rows = marts.rows(
        f"""
        select
            month_of(transitioned_at) as month,
            from_stage,
            to_stage,
            {PLACE.format("from_stage")} as from_place,
            {PLACE.format("to_stage")} as to_place,
            array_position(['forward', 'back', 'detour'], direction) as turn,
            direction,
            first_touch_channel as channel,
            segment,
            count(*) as moves
        from lifecycle.lifecycle_transitions
        inner join core.people using (person_id)
        group by all
        order by all
        """
    )
    return Dataset("moves", rows)


def _flow() -> Figure:
    columns = [
        Column("from_stage", "name"),
        Column("to_stage", "name"),
        Column("direction", "name"),
        Column("moves", "count"),
        Column("share_of_from", "share"),
    ]
    rows = Rows(
        "moves",
        {"period": "month", **PERSON},
        group=["from_stage", "to_stage", "from_place", "to_place", "turn", "direction"],
        sums=["moves"],
        derive=[("share_of_from", "share", "moves", "from_stage")],
        sort=[("from_place", False), ("to_place", False)],
    )
    chart = lines.ribbons(columns)
    return Figure("lifecycle-flow", rows, columns, ("moves", "sum", "moves"), chart, wide=True)


def _stays(marts: Marts) -> Dataset:
    """Quartiles don't add up, so every pick has rows of its own.

    Stays the data skipped have no length of their own, stays that last have none yet.
    """
    rows = []
    for period in marts.periods():
        rows += marts.rows(
            f"""
            select
                $period as period,
                stage,
                {PLACE.format("stage")} as place,
                if(grouping(first_touch_channel) = 1, '{ALL}', first_touch_channel) as channel,
                if(grouping(segment) = 1, '{ALL}', segment) as segment,
                count(*) as stays,
                quantile_cont(days_in_stage, 0.25) as p25,
                quantile_cont(days_in_stage, 0.5) as median,
                quantile_cont(days_in_stage, 0.75) as p75
            from lifecycle.lifecycle_intervals
            inner join core.people using (person_id)
            where exited_at is not null and not is_inferred
                and ($begins_on is null or (exited_at >= $begins_on and exited_at < $ends_before))
            group by grouping sets (
                (stage), (stage, first_touch_channel), (stage, segment), (stage, first_touch_channel, segment)
            )
            order by all
            """,
            period=period.key,
            begins_on=period.begins_on,
            ends_before=period.ends_before,
        )
    return Dataset("stays", rows, totals=("channel", "segment", "period"))


def _time() -> Figure:
    columns = [
        Column("stage", "name"),
        Column("stays", "count"),
        Column("p25", "days"),
        Column("median", "days"),
        Column("p75", "days"),
    ]
    rows = Rows(
        "stays",
        {"period": "period", **PERSON},
        derive=[("label", "text", "median_days")],
        sort=[("place", False)],
    )
    chart = charts.intervals(columns, "stage", "median", "p25", "p75", ",.0f")
    return Figure("lifecycle-time", rows, columns, ("stays", "sum", "stays"), chart)
