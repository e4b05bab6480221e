"""The score that the models compute, against the formula in plain Python: random histories, our own rule sets.

`score(t) = clip(Σ_groups limit(Σ_rules Σ_events points · 0.5^((t − t_event) / half_life)), 0, 100)`
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import product
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.compiled_models import as_views, build, models_named, tables_to_fill

NOW = datetime(2026, 3, 31, 12, 0)
THEN = NOW - timedelta(days=7)
SENIORITIES = ["c_level", "vp", "manager", "entry", "student", None]
TYPES = [
    "demo_request",
    "trial_started",
    "page_view",
    "email_open",
    "content_download",
    "email_unsubscribe",
    "cart_add",
]
# The first is in use; the second is computed beside it.
RULE_SETS = ["b2b", "b2c"]
ATTRIBUTES = ["seniority", "employee_count", "is_free_mail", "completeness"]

MODELS = [
    "int_scoring_groups",
    "int_scoring_rules",
    "int_score_thresholds",
    "int_scored_touchpoints",
    "int_scored_attributes",
    "int_score_attribute_points",
    "int_score_event_days",
    "int_score_behavior_points",
    "int_score_points",
    "int_score_limited_points",
    "int_score_counted_points",
    "int_score_reasons",
    "int_score_top_reasons",
    "int_person_scores",
    "lead_score_ledger",
]
INPUTS = ["int_touchpoints", "int_people", "int_known_people", "int_score_moments", "int_rule_sets"]
# Points that a review suggests are compared with others only on demand.
REVIEW = "scoring_rule_review"
SEEDS = ["scoring_rules", "score_groups", "score_thresholds", "touchpoint_types", "reason_words"]

# Seconds before now: some within a day of each other, so that limits per day are reached, some long ago.
touch = st.tuples(st.sampled_from(TYPES), st.integers(0, 3 * 86_400) | st.integers(0, 400 * 86_400), st.booleans())
person = st.fixed_dictionaries(
    {
        "seniority": st.sampled_from(SENIORITIES),
        "employee_count": st.sampled_from([None, 1, 10, 49, 50, 999, 1000, 50_000]),
        "is_free_mail": st.booleans(),
        "completeness": st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        "touches": st.lists(touch, max_size=25),
    }
)


@pytest.fixture(scope="module")
def warehouse(empty_build, manifest) -> Iterator[duckdb.DuckDBPyConnection]:
    """The scoring models as views over tables that a test fills, and over the seeds."""
    home, _ = empty_build
    with tables_to_fill(home, manifest, [*INPUTS, REVIEW], SEEDS) as connection:
        build(connection, as_views(models_named(manifest, *MODELS)))
        # Begun this month, over since this week, and begun yesterday.
        connection.execute("update seeds.scoring_rules set active_from = '2026-03-05' where rule_id = 'page_view'")
        connection.execute(
            "update seeds.scoring_rules set active_to = '2026-03-26' where rule_id in ('free_mail', 'email_open')"
        )
        connection.execute("update seeds.scoring_rules set active_from = '2026-03-30' where rule_id = 'size_large'")
        yield connection


def computed_scores(
    warehouse: duckdb.DuckDBPyConnection, people: list[dict]
) -> dict[tuple[str, int], tuple[float, float]]:
    """Per rule set and person the score now and then."""
    for name in INPUTS:
        warehouse.execute(f"delete from intermediate.{name}")
    warehouse.execute(
        "insert into intermediate.int_score_moments by name select $1 as scored_at, $2 as compared_at",
        [NOW, THEN],
    )
    for rule_set in RULE_SETS:
        warehouse.execute(
            """
            insert into intermediate.int_rule_sets by name
            select $1 as rule_set, $1 as seed_rule_set, $2 as is_current
            """,
            [rule_set, rule_set == RULE_SETS[0]],
        )
    for number, one in enumerate(people):
        warehouse.execute(
            """
            insert into intermediate.int_people by name
            select $1 as person_id, true as is_valid, $2 as seniority, $3 as employee_count, $4 as is_free_mail,
                $5 as completeness
            """,
            [str(number), *(one[attribute] for attribute in ATTRIBUTES)],
        )
        warehouse.execute(
            """
            insert into intermediate.int_known_people by name
            select $1 as person_id, true as is_valid, $2 as known_at, cast($2 as date) as known_on
            """,
            [str(number), NOW - timedelta(days=500)],
        )
        for touch_number, (touchpoint_type, seconds, is_counted) in enumerate(one["touches"]):
            warehouse.execute(
                """
                insert into intermediate.int_touchpoints by name
                select $1 as person_id, $2 as touchpoint_id, $3 as touchpoint_type, $4 as occurred_at,
                    cast($4 as date) as occurred_on, $5 as is_counted, 'bot' as excluded_reason
                """,
                [
                    str(number),
                    f"{number}-{touch_number}",
                    touchpoint_type,
                    NOW - timedelta(seconds=seconds),
                    is_counted,
                ],
            )
    rows = warehouse.execute(
        "select rule_set, person_id, lead_score, compared_score from intermediate.int_person_scores"
    ).fetchall()
    return {(rule_set, int(person_id)): (float(now), float(then)) for rule_set, person_id, now, then in rows}


def ledger_totals(warehouse: duckdb.DuckDBPyConnection) -> dict[int, tuple[float, float]]:
    rows = warehouse.execute("""
        select person_id, sum(counted_points), sum(counted_points_then)
        from marts.lead_score.lead_score_ledger group by person_id
    """).fetchall()
    return {int(person_id): (float(now), float(then)) for person_id, now, then in rows}


def rows(warehouse: duckdb.DuckDBPyConnection, seed: str, rule_set: str) -> list[dict[str, Any]]:
    answer = warehouse.sql(f"from seeds.{seed} where rule_set = '{rule_set}'")
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]


def matches(rule: dict, one: dict) -> bool:
    """Whether a rule on an attribute fits the person."""
    found = one.get(rule["attribute"])
    if found is None:
        return False
    if rule["operator"] == "in":
        return str(found).lower() in rule["value"].lower().split("|")
    low, high = rule["value"].split("|")
    return float(low or found) <= found <= float(high or found)


def is_active(rule: dict, at: datetime) -> bool:
    return (rule["active_from"] or at.date()) <= at.date() <= (rule["active_to"] or at.date())


def score_by_formula(one: dict, rules: list[dict], groups: list[dict], at: datetime) -> float:
    """The formula, read aloud, for a moment."""
    limits = {group["rule_group"]: group for group in groups}
    points: dict[str, float] = defaultdict(float)
    for rule in rules:
        group = rule["rule_group"]
        if rule["attribute"]:
            points[group] += float(rule["points"]) * (matches(rule, one) and is_active(rule, at))
            continue
        days: dict[object, list[datetime]] = defaultdict(list)
        for touchpoint_type, seconds, is_counted in one["touches"]:
            if touchpoint_type == rule["touchpoint_type"] and is_counted:
                occurred_at = NOW - timedelta(seconds=seconds)
                if occurred_at <= at and is_active(rule, occurred_at):
                    days[occurred_at.date()].append(occurred_at)
        for moments in days.values():
            for occurred_at in sorted(moments)[: rule["max_per_day"]]:
                half_lives = (at - occurred_at) / timedelta(days=limits[group]["half_life_days"])
                points[group] += float(rule["points"]) * 0.5**half_lives
    total = 0.0
    for group, sum_of_group in points.items():
        low, high = limits[group]["min_points"], limits[group]["max_points"]
        capped = sum_of_group if high is None else min(sum_of_group, float(high))
        total += capped if low is None else max(capped, float(low))
    return min(max(total, 0.0), 100.0)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(person, min_size=1, max_size=5))
def test_the_models_and_the_formula_give_the_same_score(warehouse, people):
    computed = computed_scores(warehouse, people)
    assert computed.keys() == set(product(RULE_SETS, range(len(people))))
    for (rule_set, number), scores in computed.items():
        rules, groups = rows(warehouse, "scoring_rules", rule_set), rows(warehouse, "score_groups", rule_set)
        # Each touch's points are rounded to nine places.
        by_formula = [score_by_formula(people[number], rules, groups, at) for at in (NOW, THEN)]
        assert scores == pytest.approx(by_formula, abs=1e-7)
    totals = ledger_totals(warehouse)
    assert all(totals.get(number, (0, 0)) == computed[RULE_SETS[0], number] for number in range(len(people)))
