"""What the audit catches: each poison is a way in which sound marts could be wrong, and one sentence names it."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest
import yaml
from great_expectations import expectations as gxe

from expectations._vocabulary import NoDoubles, NoOtherValues
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
    ("flaw", "whose", "said"),
    [
        ("lead_score = 101", "max_by", "lead_score is from 0 to 100"),
        ("lead_score = -1", "min_by", "lead_score is from 0 to 100"),
        ("lead_score = null", "min_by", "lead_score is filled"),
        ("scored_at = scored_at - interval 1 day", "min_by", "scores are of the moment of as_of"),
    ],
)
def test_X24_a_score_out_of_its_range_missing_or_old_contradicts_its_suite(
    marts: Path, flaw: str, whose: str, said: str
) -> None:
    mart = "lead_score.lead_scores"
    with duckdb.connect(marts) as connection:
        connection.execute(
            f"update {mart} set {flaw} where person_id = (select {whose}(person_id, lead_score) from {mart})"
        )
    with open_marts(marts) as source:
        expectations = read_suite("expectations", "lead_score")[mart]
        results = validate(source, mart, mart, expectations, parameters={"leads": 1})
    assert [result["expectation_config"]["description"] for result in results if not result["success"]] == [said]


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


def test_another_value_than_is_said_contradicts_what_is_said_of_every_column(marts: Path) -> None:
    suites = [read_suite("expectations", suite) for suite in sorted(suite_names())]
    about = {
        mart: sentences
        for suite in suites
        for mart, expectations in suite.items()
        if (sentences := [one for one in expectations if isinstance(one, NoOtherValues)])
    }
    with duckdb.connect(marts) as connection:
        held = {mart for mart in about if connection.execute(f"select 1 from {mart} limit 1").fetchone()}
        for mart in held:
            for one in about[mart]:
                column, other = _another_value(one.description)
                connection.execute(f"insert into {mart} select * replace ({other} as {column}) from {mart} limit 1")
    assert len(held) > 20
    with open_marts(marts) as source:
        unseen = [
            f"{mart}: {result['expectation_config']['description']}"
            for mart in sorted(held)
            for result in validate(source, mart, mart, about[mart], parameters={})
            if not result["result"].get("observed_value")
        ]
    assert unseen == []


def _another_value(sentence: str) -> tuple[str, str]:
    """The column of which the sentence speaks, and a value of which it does not hold."""
    column, said = sentence.split(" is ", 1)
    if said == "filled":
        return column, "null"
    if said.startswith("one of "):
        return column, "'of no list'"
    first, last = re.fullmatch(r"(?:at least|at most|from) (\S+)(?: to (\S+))?", said).groups()
    return column, f"{first} - 1" if not said.startswith("at most") else f"{last or first} + 1"


def test_every_sentence_in_sql_has_a_poison() -> None:
    suites = {suite: read_suite("expectations", suite) for suite in suite_names()}
    sentences = {
        one.description
        for marts in suites.values()
        for expectations in marts.values()
        for one in expectations
        if isinstance(one, gxe.UnexpectedRowsExpectation) and not isinstance(one, NoDoubles | NoOtherValues)
    }
    assert sentences - {poison.values[2] for poison in POISONS} == set()
