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
from orchestration.selection import (
    folders_of,
    known_question,
    project_parts,
    require_nothing_else_is_new,
    selected_paths,
)
from orchestration.settings import Settings, load_settings

VARIABLES = {
    "as_of": "2026-06-30T12:00:00+00:00",
    "time_zone": "UTC",
    "project": "abc",
    "parts": {"lead_score": "1", "funnel": "1", "seeds/funnel/steps.csv": "1", "rest": "1"},
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
    require_nothing_else_is_new(home, with_parts(lead_score="2"), "lead_score", folders_of("lead_score"))


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (with_parts(lead_score="2", funnel="2"), "funnel changed"),
        (with_parts(**{"lead_score": "2", "seeds/funnel/steps.csv": "2"}), "seeds/funnel/steps.csv changed"),
        (with_parts(rest="2"), "the project outside the questions' folders changed"),
        (with_parts() | {"loads": "2"}, "other files"),
        (with_parts() | {"as_of": "2026-07-01T12:00:00+00:00"}, "another moment"),
        (with_parts() | {"time_zone": "Europe/Berlin"}, "settings changed"),
    ],
)
def test_whatever_else_is_new_is_told_and_nothing_is_half_applied(home, variables, said):
    with pytest.raises(SelectionRefused, match=f"{said}.*Run without --select"):
        require_nothing_else_is_new(home, variables, "lead_score", folders_of("lead_score"))


@pytest.mark.parametrize("name", [*AUDITED_FILES, "audit.json", "build.json"])
def test_a_build_that_lies_here_in_part_is_no_start(home, name):
    (home.build / name).unlink()
    with pytest.raises(SelectionRefused):
        require_nothing_else_is_new(home, with_parts(lead_score="2"), "lead_score", folders_of("lead_score"))


@pytest.mark.parametrize("name", AUDITED_FILES)
def test_a_build_that_is_not_as_it_was_audited_is_no_start(home, name):
    (home.build / name).write_text("other bytes")
    with pytest.raises(SelectionRefused, match="not the last build as it was audited"):
        require_nothing_else_is_new(home, with_parts(lead_score="2"), "lead_score", folders_of("lead_score"))


PROJECT = {
    "seeds/lead_score/rules.csv": "seeds/lead_score/rules.csv",
    "seeds/lead_score/words.csv": "seeds/lead_score/words.csv",
    "seeds/lead_score/_rules.yml": "lead_score",
    "dbt_project/models/marts/lead_score/scores.sql": "lead_score",
    "dbt_project/models/intermediate/lifecycle/int_deals.sql": "lifecycle",
    "dbt_project/models/marts/lifecycle/deals.sql": "lifecycle",
    "dbt_project/models/intermediate/scoring/int_scores.sql": "rest",
    "dbt_project/macros/lead_score/sums.sql": "rest",
    "seeds/identity/keys.csv": "rest",
    "orchestration/fits/model.py": "rest",
    "dbt_project.yml": "rest",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for name in PROJECT:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("one")
    return root


def test_a_file_belongs_to_the_question_of_its_folder_and_a_seed_of_it_is_a_part_of_its_own(project):
    before = project_parts(project)
    assert set(before) == {*PROJECT.values()}
    for name, part in PROJECT.items():
        (project / name).write_text("two")
        after = project_parts(project)
        assert {changed for changed in before if before[changed] != after[changed]} == {part}, name
        before = after


@pytest.fixture
def built(home, project) -> Settings:
    """The settings of a home whose last run made this project."""
    with duckdb.connect(str(home.warehouse)) as warehouse:
        variables = json.dumps(VARIABLES | {"parts": project_parts(project)})
        warehouse.execute("update kept.last_run set variables = $1", [variables])
    return load_settings(home=home.path).model_copy(update={"project_root": project})


RULES, WORDS = "seeds/lead_score/rules.csv", "seeds/lead_score/words.csv"


@pytest.mark.parametrize("changed", [[RULES], [RULES, WORDS]])
def test_where_rows_of_seeds_alone_changed_they_decide(built, project, changed):
    for name in changed:
        (project / name).write_text("two")
    assert selected_paths(built, "lead_score") == changed
    variables = VARIABLES | {"parts": project_parts(project)}
    require_nothing_else_is_new(built.home, variables, "lead_score", changed)


@pytest.mark.parametrize(
    "name",
    [
        "dbt_project/models/marts/lead_score/scores.sql",
        "seeds/lead_score/_rules.yml",
        "seeds/lead_score/more.csv",
        "dbt_project.yml",
    ],
)
def test_where_anything_else_changed_the_whole_question_is_made(built, project, name):
    assert selected_paths(built, "lead_score") == folders_of("lead_score")
    (project / RULES).write_text("two")
    (project / name).write_text("two")
    assert selected_paths(built, "lead_score") == folders_of("lead_score")


def test_where_a_seed_is_gone_the_whole_question_is_made(built, project):
    (project / WORDS).unlink()
    assert selected_paths(built, "lead_score") == folders_of("lead_score")


def test_a_seed_of_another_question_is_not_made_in_passing(built, project):
    (project / RULES).write_text("two")
    assert selected_paths(built, "lifecycle") == folders_of("lifecycle")


def test_what_changes_after_it_was_looked_at_is_told(built, project):
    (project / RULES).write_text("two")
    paths = selected_paths(built, "lead_score")
    (project / WORDS).write_text("two")
    variables = VARIABLES | {"parts": project_parts(project)}
    with pytest.raises(SelectionRefused, match="changed again after the run had begun"):
        require_nothing_else_is_new(built.home, variables, "lead_score", paths)


def test_a_question_that_there_is_not_is_told_with_those_that_there_are():
    root = Path(__file__).parents[2]
    assert known_question("lead_score", root) == "lead_score"
    with pytest.raises(ConfigError, match="--select: there is no question 'leadscore'. Did you mean 'lead_score'"):
        known_question("leadscore", root)
