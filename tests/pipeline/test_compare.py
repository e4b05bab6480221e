"""Two rule sets side by side: what a user asks for, what dbt computes, what is told of it."""

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from rich.console import Console

import orchestration.run
from orchestration.cli import main
from orchestration.comparison import comparison
from orchestration.errors import LeadhouseError
from orchestration.run import is_up_to_date
from orchestration.settings import load_settings
from orchestration.surroundings import Surroundings

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("b2x", "--compare: there is no rule set 'b2x'. Did you mean 'b2c'? Known: b2c, suggested."),
        ("b2b", "--compare: 'b2b' is the rule set in use. Compare it with: b2c, suggested."),
    ],
)
def test_what_cannot_be_compared_is_told_before_anything_runs(tmp_path, name, told):
    result = CliRunner().invoke(main, ["run", "--home", str(tmp_path), "--compare", name])
    assert result.exit_code == 2
    assert told in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_run_knows_what_is_compared(tmp_path, monkeypatch):
    asked = []

    def stop(settings, *_):
        asked.append(settings)
        raise LeadhouseError("far enough")

    (tmp_path / "leadhouse.yml").write_text("")
    monkeypatch.setattr(orchestration.run, "run_job", stop)
    CliRunner().invoke(main, ["run", "--home", str(tmp_path), "--compare", "suggested"])
    assert [settings.compare_rule_set for settings in asked] == ["suggested"]
    assert Surroundings(home=str(tmp_path), compare="suggested").settings == asked[0]


def test_another_comparison_is_something_new(demo_home):
    config = demo_home / "leadhouse.yml"
    plain, compared = (load_settings(config, demo_home, compare=name) for name in (None, "b2c"))
    now = datetime.now(UTC)
    assert is_up_to_date(plain, now)
    assert not is_up_to_date(compared, now)


@pytest.fixture(scope="module")
def compared_marts(demo_home, tmp_path_factory) -> Path:
    """The demo's marts after dbt has scored its people by the suggested points too."""
    home = tmp_path_factory.mktemp("compared")
    shutil.copytree(demo_home / "build", home / "build")
    shutil.copyfile(demo_home / "warehouse.duckdb", home / "warehouse.duckdb")
    settings = load_settings(demo_home / "leadhouse.yml", demo_home)
    variables = {
        "as_of": settings.as_of.isoformat(),
        "time_zone": settings.time_zone,
        "reporting_currency": settings.reporting_currency,
        "compare_rule_set": "suggested",
    }
    selected = [f"int_rule_sets+,+{mart}" for mart in ("rule_set_comparison", "threshold_review", "score_performance")]
    done = subprocess.run(
        ["dbt", "--no-use-colors", "run", "--select", *selected, "--target-path", home / "target", "--log-path", home],
        cwd=ROOT,
        env={**os.environ, "LEADHOUSE_HOME": str(home), "LEADHOUSE_VARS": json.dumps(variables)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return home / "build" / "marts.duckdb"


def test_everybody_has_the_score_they_had_and_one_by_the_suggested_points(compared_marts):
    with duckdb.connect(str(compared_marts), read_only=True) as marts:
        [(people, the_same, moved, sets)] = marts.sql("""
            select count(*), count(*) filter (compared.lead_score = scores.lead_score),
                count(*) filter (compared.other_lead_score <> scores.lead_score),
                array_agg(distinct (compared.rule_set, other_rule_set))
            from lead_score.lead_scores as scores
            full join lead_score.rule_set_comparison as compared using (person_id)
        """).fetchall()
        [(changed,)] = marts.sql("""
            select count(*) from lead_score.scoring_rule_review where suggested_points <> current_points
        """).fetchall()
    assert people == the_same > 0
    assert changed > 0
    assert moved > 0
    assert sets == [("b2b", "suggested")]


def test_the_summary_adds_up(compared_marts):
    console = Console(width=120)
    with console.capture() as printed:
        console.print(comparison(compared_marts))
    lines = printed.get().splitlines()
    assert lines[1].split() == ["b2b", "suggested"]
    for name in ("people over the MQL threshold", "people who are hot"):
        [line] = [line for line in lines if name in line]
        over, other_over, rising, falling = (int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", line))
        assert over + rising - falling == other_over
    for name in ("precision", "recall", "AUC"):
        [line] = [line for line in lines if name in line]
        assert len(re.findall(r"0\.\d{3} \(0\.\d{3} to [01]\.\d{3}\)|too little data", line)) == 2
