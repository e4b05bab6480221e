"""From features to the verdict on a score, by the models as dbt compiled them: what is learnt, served and refused."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from tests.compiled_models import CompiledModel, build, models_named, tables_to_fill

GUARD = "no_score_knows_the_outcome"
MODELS = [
    "int_scorecard_quantiles",
    "int_scorecard_bins",
    "int_scorecard_examples",
    "int_scorecard_readiness",
    "int_scorecard_combinations",
    "int_scorecard_points",
    "int_challenger_probabilities",
    "int_scorecard_probabilities",
    "int_tested_rules",
    "int_tested_scores",
    "int_ranked_scores",
    "int_score_accuracy",
    "int_score_bands",
    "score_performance",
]
INPUTS = ["int_scorecard_features", "int_scoring_snapshots", "int_snapshot_scores"]
SETTINGS = ["int_probability_settings", "int_rule_sets", "scorecard_features"]
TRAINING, TEST, NOW = (pd.Timestamp(day) for day in ("2026-01-01", "2026-05-01", "2026-08-01"))
STAGES = {"lead": -4.0, "engaged": -3.0, "mql": -2.0, "sql": 0.0}


@pytest.fixture(scope="module")
def models(manifest: dict) -> list[CompiledModel]:
    return models_named(manifest, *MODELS)


@pytest.fixture
def warehouse(empty_build: tuple[Path, object], manifest: dict) -> Iterator[duckdb.DuckDBPyConnection]:
    """The inputs as empty tables, and the seeds and settings of the project."""
    home, _ = empty_build
    with tables_to_fill(home, manifest, INPUTS, SETTINGS) as connection:
        yield connection


def fill(warehouse: duckdb.DuckDBPyConnection, people: int, *, leaks: bool = False, shuffled: bool = False) -> None:
    """People of a stage each, who convert as that makes likely: a third to train on, one to test, one is open."""
    rng = np.random.default_rng(5)
    stage = rng.choice([*STAGES], people)
    converted = rng.random(people) < expit(np.vectorize(STAGES.get)(stage))
    if leaks:
        stage = np.where(converted, "sql", np.where(stage == "sql", "mql", stage))
    if shuffled:
        converted = rng.permutation(converted)
    snapshot_at = np.array([TRAINING, TEST, NOW])[np.arange(people) % 3]
    examples = pd.DataFrame(
        {
            "person_id": [f"person {number}" for number in range(people)],
            "snapshot_at": snapshot_at,
            "is_current": snapshot_at == NOW,
            "sample": np.where(snapshot_at == NOW, None, np.where(snapshot_at == TEST, "test", "training")),
            "converted": pd.array(np.where(snapshot_at == NOW, None, converted), dtype="boolean"),
            "is_tested": snapshot_at == TEST,
            "days_known": rng.uniform(0, 200, people),
            "fit_points": rng.uniform(0, 40, people),
            "stage": stage,
        }
    )
    assert len(examples) == people
    warehouse.execute("insert into intermediate.int_scorecard_features by name from examples")
    warehouse.execute("""
        insert into intermediate.int_snapshot_scores by name
        select (select rule_set from intermediate.int_rule_sets where is_current) as rule_set,
            true as is_current_rule_set, person_id, snapshot_at, fit_points as lead_score, 'cold' as temperature
        from intermediate.int_scorecard_features
    """)


def aucs(warehouse: duckdb.DuckDBPyConnection) -> dict[str, float | None]:
    return dict(
        warehouse.execute(
            "select score_kind, auc from marts.lead_score.score_performance where band_kind = 'all'"
        ).fetchall()
    )


@pytest.fixture
def guard_finds(warehouse: duckdb.DuckDBPyConnection, manifest: dict) -> Callable[[], list[str]]:
    """The kinds of score for which the test of the build fails."""
    [guard] = [node["compiled_code"] for node in manifest["nodes"].values() if node["name"] == GUARD]
    return lambda: sorted(kind for kind, *_ in warehouse.execute(guard).fetchall())


def test_what_can_be_told_is_told_and_passes(warehouse, models, guard_finds):
    fill(warehouse, 9_000)
    build(warehouse, models)
    found = aucs(warehouse)
    assert 0.7 < found["probability"] < 0.9
    assert 0.7 < found["challenger"] < 0.9
    assert abs(found["rules"] - 0.5) < 0.05
    assert guard_finds() == []


def test_X23_a_column_that_knows_the_outcome_fails_the_build(warehouse, models, guard_finds):
    fill(warehouse, 9_000, leaks=True)
    build(warehouse, models)
    assert guard_finds() == ["challenger", "probability"]


def test_a_leak_that_was_looked_into_is_let_through(warehouse, models, guard_finds):
    warehouse.execute("update intermediate.int_probability_settings set leak_acknowledged = 'yes'")
    fill(warehouse, 9_000, leaks=True)
    build(warehouse, models)
    assert aucs(warehouse)["probability"] > 0.97
    assert guard_finds() == []


def test_shuffled_outcomes_cannot_be_told(warehouse, models):
    fill(warehouse, 9_000, shuffled=True)
    build(warehouse, models)
    found = aucs(warehouse)
    assert all(abs(found[kind] - 0.5) < 0.05 for kind in ("probability", "challenger", "rules"))


def test_too_few_conversions_give_no_number(warehouse, models):
    fill(warehouse, 200)
    build(warehouse, models)
    assert aucs(warehouse)["probability"] is None
    assert warehouse.execute("select count(*) from intermediate.int_scorecard_probabilities").fetchone() == (0,)


def test_as_many_convert_as_the_served_probabilities_say(warehouse, models):
    fill(warehouse, 9_000)
    build(warehouse, models)
    [(expected, converted)] = warehouse.execute("""
        select sum(served_probability), sum(cast(converted as int))
        from intermediate.int_scorecard_examples inner join intermediate.int_scorecard_probabilities using (combination)
        where not is_current
    """).fetchall()
    assert expected == pytest.approx(converted, rel=1e-5)
