"""Page section `lead_score`: the score's distribution, temperature, fit against engagement."""

from itertools import product

from orchestration.dashboard import charts
from orchestration.dashboard.figures import Column, Figure, Section, write
from orchestration.dashboard.marts import Marts
from orchestration.dashboard.texts import text, words

BIN = 5
HIGHEST = 100
GRADES = ("A", "B", "C", "D")
BANDS = (1, 2, 3)
TEMPERATURES = ("hot", "warm", "cold")


def section(marts: Marts) -> Section:
    people = marts.row("select count(*) as people from lead_score.lead_scores")["people"]
    subtitle = text("lead_score.subtitle", people=people)
    figures = [_distribution(marts, subtitle), _matrix(marts, subtitle), _temperature(marts, subtitle)]
    return Section("lead_score", text("lead_score.title"), text("lead_score.intro"), figures=figures if people else [])


def _distribution(marts: Marts, subtitle: str) -> Figure:
    # A score of 100 belongs to the last bin, not to one of its own.
    rows = marts.rows(
        """
        with bins as (
            select cast(least(floor(lead_score / $1) * $1, $2 - $1) as integer) as bin_start
            from lead_score.lead_scores
        )
        select bin_start, bin_start + $1 as bin_end, count(*) as people
        from bins
        group by bin_start
        order by bin_start
        """,
        BIN,
        HIGHEST,
    )
    columns = [
        Column("bin_start", text("column.from"), "count"),
        Column("bin_end", text("column.to"), "count"),
        Column("people", text("column.people"), "count"),
    ]
    chart = charts.histogram(rows, columns, "bin_start", "bin_end", "people", (0, HIGHEST))
    return Figure("lead_score-distribution", text("lead_score.distribution"), subtitle, columns, rows, chart)


def _temperature(marts: Marts, subtitle: str) -> Figure:
    found = marts.rows("select temperature, count(*) as people from lead_score.lead_scores group by temperature")
    people = sum(row["people"] for row in found)
    rows = []
    for row in sorted(found, key=lambda row: TEMPERATURES.index(row["temperature"])):
        share = row["people"] / people
        label = f"{write(row['people'], 'count')} · {write(share, 'share')}"
        rows.append(row | {"name": words(row["temperature"]), "share": share, "label": label})
    columns = [
        Column("name", text("column.temperature")),
        Column("people", text("column.people"), "count"),
        Column("share", text("column.share"), "share"),
    ]
    chart = charts.bars(rows, columns, "people")
    return Figure("lead_score-temperature", text("lead_score.temperature"), subtitle, columns, rows, chart)


def _matrix(marts: Marts, subtitle: str) -> Figure:
    found = marts.rows(
        """
        select fit_grade, engagement_band, count(*) as people
        from lead_score.lead_scores
        group by fit_grade, engagement_band
        """
    )
    people = {(row["fit_grade"], row["engagement_band"]): row["people"] for row in found}
    rows = []
    for grade, band in product(GRADES, BANDS):
        count = people.get((grade, band), 0)
        rows.append({"fit_grade": grade, "engagement_band": band, "people": count, "label": write(count, "count")})
    columns = [
        Column("fit_grade", text("column.grade")),
        Column("engagement_band", text("column.band")),
        Column("people", text("column.people"), "count"),
    ]
    chart = charts.matrix(rows, columns, across="engagement_band", down="fit_grade", value="people")
    return Figure("lead_score-matrix", text("lead_score.matrix"), subtitle, columns, rows, chart)
