"""Page section `lifecycle`: who stands where, and how long a stage takes."""

from orchestration.dashboard import charts
from orchestration.dashboard.figures import Column, Figure, Section, write
from orchestration.dashboard.marts import Marts, Row
from orchestration.dashboard.texts import text, words

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


def section(marts: Marts) -> Section:
    return Section(
        "lifecycle", text("lifecycle.title"), text("lifecycle.intro"), figures=_current(marts) + _time(marts)
    )


def _current(marts: Marts) -> list[Figure]:
    found = marts.rows(
        """
        select lifecycle_stage as stage, count(*) as people
        from core.people
        where lifecycle_stage is not null
        group by lifecycle_stage
        """
    )
    if not found:
        return []
    people = sum(row["people"] for row in found)
    stages = []
    for row in sorted(found, key=_order):
        share = row["people"] / people
        label = f"{write(row['people'], 'count')} · {write(share, 'share')}"
        stages.append(row | {"name": words(row["stage"]), "share": share, "label": label})
    columns = [
        Column("name", text("column.stage")),
        Column("people", text("column.people"), "count"),
        Column("share", text("column.share"), "share"),
    ]
    return [
        Figure(
            "lifecycle-current",
            text("lifecycle.current"),
            text("lifecycle.current.subtitle", people=people),
            columns,
            stages,
            charts.bars(stages, columns, "people"),
        )
    ]


def _time(marts: Marts) -> list[Figure]:
    # Stays the data skipped have no length of their own, stays that last have none yet.
    finished = "where exited_at is not null and not is_inferred"
    found = marts.rows(
        f"""
        select
            stage,
            count(*) as visits,
            quantile_cont(days_in_stage, 0.25) as p25,
            quantile_cont(days_in_stage, 0.5) as median,
            quantile_cont(days_in_stage, 0.75) as p75
        from lifecycle.lifecycle_intervals
        {finished}
        group by stage
        """
    )
    if not found:
        return []
    people = marts.row(f"select count(distinct person_id) as people from lifecycle.lifecycle_intervals {finished}")
    stages = [
        row | {"name": words(row["stage"]), "label": f"{write(row['median'], 'days')} days"}
        for row in sorted(found, key=_order)
    ]
    columns = [
        Column("name", text("column.stage")),
        Column("visits", text("column.visits"), "count"),
        Column("p25", text("column.p25"), "days"),
        Column("median", text("column.median"), "days"),
        Column("p75", text("column.p75"), "days"),
    ]
    return [
        Figure(
            "lifecycle-time",
            text("lifecycle.time"),
            text("lifecycle.time.subtitle", people=people["people"]),
            columns,
            stages,
            charts.intervals(stages, columns, "median", "p25", "p75", ",.0f"),
        )
    ]


def _order(row: Row) -> int:
    """Stages as people pass them; one the page does not know comes last."""
    return STAGES.index(row["stage"]) if row["stage"] in STAGES else len(STAGES)
