"""What the audit catches: each poison is a way in which sound marts could be wrong, and one sentence names it."""

import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from great_expectations import expectations as gxe

from expectations._vocabulary import NoDoubles
from orchestration.ge_on_duckdb import open_marts, validate
from orchestration.quality import read_suite, suite_names

POISONS = [
    pytest.param(suite, mart, poison["fails"], poison["after"], id=f"{mart}-{poison['fails']}")
    for suite, marts in yaml.safe_load((Path(__file__).parent / "poisons.yml").read_text(encoding="utf-8")).items()
    for mart, poisons in marts.items()
    for poison in poisons
]


@pytest.fixture
def marts(demo_home: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "marts.duckdb"
    shutil.copyfile(demo_home / "published" / "current" / "marts.duckdb", copy)
    return copy


@pytest.mark.parametrize(("suite", "mart", "sentence", "poison"), POISONS)
def test_a_poisoned_mart_contradicts_its_suite(marts: Path, suite: str, mart: str, sentence: str, poison: str) -> None:
    expectations = [one for one in read_suite("expectations", suite)[mart] if one.description == sentence]
    assert len(expectations) == 1
    with duckdb.connect(marts) as connection:
        connection.execute(poison)
    with open_marts(marts) as source:
        [result] = validate(source, mart, mart, expectations, parameters={})
    assert result["success"] is False
    assert "'raised_exception': True" not in str(result), "it could not be evaluated"


@pytest.mark.parametrize(
    ("flaw", "whose"),
    [
        ("lead_score = 101", "max_by"),
        ("lead_score = -1", "min_by"),
        ("lead_score = null", "min_by"),
        ("scored_at = scored_at - interval 1 day", "min_by"),
    ],
)
def test_X24_a_score_out_of_its_range_missing_or_old_contradicts_its_suite(marts: Path, flaw: str, whose: str) -> None:
    mart = "lead_score.lead_scores"
    with duckdb.connect(marts) as connection:
        connection.execute(
            f"update {mart} set {flaw} where person_id = (select {whose}(person_id, lead_score) from {mart})"
        )
    with open_marts(marts) as source:
        expectations = read_suite("expectations", "lead_score")[mart]
        results = validate(source, mart, mart, expectations, parameters={"leads": 1})
    failed = [
        result["expectation_config"]["kwargs"].get("column", "scored_at") for result in results if not result["success"]
    ]
    assert failed == [flaw.split(" ")[0]]


def test_a_doubled_row_contradicts_the_key_of_every_mart(marts: Path) -> None:
    suites = [read_suite("expectations", suite) for suite in sorted(suite_names())]
    keys = {
        mart: doubles
        for suite in suites
        for mart, expectations in suite.items()
        if (doubles := [one for one in expectations if isinstance(one, NoDoubles)])
    }
    with duckdb.connect(marts) as connection:
        for mart in keys:
            connection.execute(f"insert into {mart} from {mart} limit 1")
        held = {mart for mart in keys if connection.execute(f"select 1 from {mart} limit 1").fetchone()}
    assert len(held) > 20
    with open_marts(marts) as source:
        unseen = [
            mart
            for mart in held
            for result in validate(source, mart, mart, keys[mart], parameters={})
            if result["success"] or result["result"]["observed_value"] != 1
        ]
    assert unseen == []


def test_every_sentence_in_sql_has_a_poison() -> None:
    suites = {suite: read_suite("expectations", suite) for suite in suite_names()}
    sentences = {
        one.description
        for marts in suites.values()
        for expectations in marts.values()
        for one in expectations
        if isinstance(one, gxe.UnexpectedRowsExpectation) and not isinstance(one, NoDoubles)
    }
    assert sentences - {poison.values[2] for poison in POISONS} == set()
