"""Part of page section `lead_score`: scores, rules and thresholds held against what came after."""

from orchestration.dashboard import charts, lines
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.marts import Marts

# By rules, the scorecard's probability; its challenger is for comparison on paper only.
KINDS = ("rules", "probability")
MOST_RULES = 30


def section(marts: Marts) -> Section:
    return Section(
        "lead_score",
        [_temperatures(), *(_deciles(kind) for kind in KINDS), _thresholds(), _quality(), _rules()],
        [_performance(marts), _rule_review(marts), _threshold_review(marts)],
    )


def _performance(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        with in_use as (select distinct rule_set from lead_score.scoring_rule_review)

        select
            score_kind, band_kind, band, people, conversions, expected_conversions, conversion_rate,
            rate_low, rate_high, lift, auc, auc_low, auc_high, brier, precision_at_top_decile, tested_from, tested_to,
            expected_conversions / nullif(people, 0) as expected_rate,
            coalesce(array_position(['hot', 'warm', 'cold'], band), try_cast(band as int), 0) as place
        from lead_score.score_performance
        inner join in_use using (rule_set)
        where score_kind <> 'challenger'
        order by all
        """
    )
    return Dataset("score_performance", rows)


BANDS = [
    Column("people", "count"),
    Column("conversions", "count"),
    Column("expected_conversions", "credit"),
    Column("conversion_rate", "share"),
    Column("rate_low", "share"),
    Column("rate_high", "share"),
    Column("expected_rate", "share"),
    Column("lift", "ratio"),
]


def _bands(key: str, name: Column, only: dict) -> Figure:
    columns = [name, *BANDS]
    rows = Rows(
        "score_performance",
        only=only,
        without={"people": [0]},
        derive=[("label", "text", "converted_of")],
        sort=[("place", False)],
    )
    chart = charts.beside(columns, "band", "conversion_rate", "rate_low", "rate_high", "expected_rate")
    return Figure(key, rows, columns, ("people", "sum", "people"), chart)


def _temperatures() -> Figure:
    only = {"score_kind": "rules", "band_kind": "temperature"}
    return _bands("lead_score-temperatures", Column("band", "name", "temperature"), only)


def _deciles(kind: str) -> Figure:
    return _bands(f"lead_score-{kind}", Column("band", label="tenth"), {"score_kind": kind, "band_kind": "decile"})


def _quality() -> Figure:
    columns = [
        Column("score_kind", "name"),
        Column("people", "count"),
        Column("conversions", "count"),
        Column("auc", "ratio"),
        Column("auc_low", "ratio"),
        Column("auc_high", "ratio"),
        Column("brier", "small_ratio"),
        Column("precision_at_top_decile", "share"),
        Column("tested_from"),
        Column("tested_to"),
    ]
    rows = Rows("score_performance", only={"band_kind": "all"}, sort=[("score_kind", True)])
    return Figure("lead_score-quality", rows, columns, ("people", "most", "people"))


def _rule_review(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            label as rule, rule_kind, people_with, conversion_rate_with, conversion_rate_without,
            lift, lift_low, lift_high, current_points, suggested_points, verdict,
            greatest(people_with, people_without) as people
        from lead_score.scoring_rule_review
        where people_with > 0
        order by verdict = 'too little data', abs(suggested_points - current_points) desc, rule
        limit ?
        """,
        MOST_RULES,
    )
    return Dataset("scoring_rule_review", rows)


def _rules() -> Figure:
    columns = [
        Column("rule"),
        Column("verdict", "name"),
        Column("current_points", "points"),
        Column("suggested_points", "points"),
        Column("people_with", "count"),
        Column("conversion_rate_with", "share"),
        Column("conversion_rate_without", "share"),
        Column("lift", "ratio"),
        Column("lift_low", "ratio"),
        Column("lift_high", "ratio"),
    ]
    return Figure("lead_score-review", Rows("scoring_rule_review"), columns, ("people", "most", "people"))


def _threshold_review(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        with in_use as (select distinct rule_set from lead_score.scoring_rule_review)

        select
            threshold, is_current, is_suggested, mqls_per_month, crossings, conversions, precision, recall, verdict
        from lead_score.threshold_review
        inner join in_use using (rule_set)
        order by threshold
        """
    )
    return Dataset("threshold_review", rows)


def _thresholds() -> Figure:
    columns = [
        Column("threshold", "points"),
        Column("verdict", "name"),
        Column("mqls_per_month", "credit"),
        Column("crossings", "count"),
        Column("conversions", "count"),
        Column("precision", "share"),
        Column("recall", "share"),
    ]
    drawn = [Column("threshold", "points"), Column("measure"), Column("amount", "share"), Column("crossings", "count")]
    chart = lines.trade(drawn, "threshold", "is_current", "@column.threshold")
    fold = ["precision", "recall"]
    return Figure(
        "lead_score-thresholds", Rows("threshold_review"), columns, ("people", "most", "crossings"), chart, fold
    )
