"""When a run may make one question anew, and what it makes then."""

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.audit_result import AUDITED_FILES, AuditResult, sha256
from orchestration.build import Build, begin
from orchestration.errors import ConfigError, SelectionRefused
from orchestration.home import Home
from orchestration.selection import known_question, project_parts, require_nothing_else_is_new

VARIABLES = {
    "as_of": "2026-06-30T12:00:00+00:00",
    "time_zone": "UTC",
    "project": "abc",
    "parts": {"lead_score": "1", "funnel": "1", "rest": "1"},
    "loads": "1",
    "build_id": "first",
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home in which a run has just made everything and audited it."""
    home = Home(path=tmp_path)
    moment = datetime.fromisoformat(VARIABLES["as_of"])
    begin(home.build, Build(build_id="first", started_at=moment, as_of=moment, fingerprint=""))
    for name in AUDITED_FILES:
        (home.build / name).write_text(name)
    files = {name: sha256(home.build / name) for name in AUDITED_FILES}
    audit = AuditResult(build_id="first", audited_at=moment, files=files, suites=[])
    (home.build / "audit.json").write_text(audit.model_dump_json())
    with duckdb.connect(str(home.warehouse)) as warehouse:
        warehouse.execute("create schema kept")
        warehouse.execute("create table kept.last_run as select $1 as variables", [json.dumps(VARIABLES)])
    return home


def with_parts(**parts: str) -> dict:
    return VARIABLES | {"parts": VARIABLES["parts"] | parts, "project": "other", "build_id": "second"}


def test_a_question_is_made_anew_where_nothing_else_changed(home):
    require_nothing_else_is_new(home, with_parts(lead_score="2"), "lead_score")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (with_parts(lead_score="2", funnel="2"), "funnel changed"),
        (with_parts(rest="2"), "the project outside the questions' folders changed"),
        (with_parts() | {"loads": "2"}, "other files"),
        (with_parts() | {"as_of": "2026-07-01T12:00:00+00:00"}, "another moment"),
        (with_parts() | {"time_zone": "Europe/Berlin"}, "settings changed"),
    ],
)
def test_whatever_else_is_new_is_told_and_nothing_is_half_applied(home, variables, said):
    with pytest.raises(SelectionRefused, match=f"{said}.*Run without --select"):
        require_nothing_else_is_new(home, variables, "lead_score")


@pytest.mark.parametrize("name", [*AUDITED_FILES, "audit.json", "build.json"])
def test_a_build_that_lies_here_in_part_is_no_start(home, name):
    (home.build / name).unlink()
    with pytest.raises(SelectionRefused):
        require_nothing_else_is_new(home, with_parts(lead_score="2"), "lead_score")


@pytest.mark.parametrize("name", AUDITED_FILES)
def test_a_build_that_is_not_as_it_was_audited_is_no_start(home, name):
    (home.build / name).write_text("other bytes")
    with pytest.raises(SelectionRefused, match="not the last build as it was audited"):
        require_nothing_else_is_new(home, with_parts(lead_score="2"), "lead_score")


def test_a_file_belongs_to_the_question_of_its_folder(tmp_path):
    files = {
        "seeds/lead_score/rules.csv": "lead_score",
        "dbt_project/models/marts/lead_score/scores.sql": "lead_score",
        "dbt_project/models/intermediate/lifecycle/int_deals.sql": "lifecycle",
        "dbt_project/models/marts/lifecycle/deals.sql": "lifecycle",
        "dbt_project/models/intermediate/scoring/int_scores.sql": "rest",
        "dbt_project/macros/lead_score/sums.sql": "rest",
        "seeds/identity/keys.csv": "rest",
        "orchestration/fits/model.py": "rest",
        "dbt_project.yml": "rest",
    }
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    before = project_parts(tmp_path)
    assert set(before) == {"lead_score", "lifecycle", "rest"}
    for name, part in files.items():
        (tmp_path / name).write_text("two")
        after = project_parts(tmp_path)
        assert {changed for changed in before if before[changed] != after[changed]} == {part}, name
        before = after


def test_a_question_that_there_is_not_is_told_with_those_that_there_are():
    root = Path(__file__).parents[2]
    assert known_question("lead_score", root) == "lead_score"
    with pytest.raises(ConfigError, match="--select: there is no question 'leadscore'. Did you mean 'lead_score'"):
        known_question("leadscore", root)
