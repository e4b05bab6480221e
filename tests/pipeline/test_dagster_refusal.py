"""In Dagster as on the command line: what fails its audit is not published, and the user is told what failed."""

import sys
from functools import partial
from pathlib import Path

import duckdb
import pytest
from dagster import AssetCheckKey, AssetCheckSeverity, AssetKey, DagsterInstance, materialize

from orchestration import assets, quality
from orchestration.assets import audited_build, dashboard, published_build
from orchestration.errors import AuditFailed, LeadhouseError
from orchestration.ledger import Ledger
from orchestration.pages import PAGES
from orchestration.publish import current_build
from orchestration.run import as_told_to_users, prepare_dagster_home
from orchestration.settings import load_settings
from orchestration.status import status_lines
from orchestration.surroundings import Surroundings
from tests.pipeline.tiny_build import CANARY, FIRST, add_loads, make_build

SUITE = """
from expectations._vocabulary import *
EXPECTATIONS = {
    "core.people": [*key("person_id"), between("lead_score", 0, 100)],
    "core.builds": [*key("build_id")],
    "data_quality.load_volumes": [filled("table_name")],
    "data_quality.freshness": [filled("table_name")],
    "data_quality.quarantine_backlog": [filled("table_name")],
}
"""


@pytest.fixture
def last_steps(tmp_path, monkeypatch):
    """Audit, draw and publish a hand-made build by the given text of the suite `core`."""

    def run(
        hour: int,
        suite: str = SUITE,
        instance: DagsterInstance | None = None,
        accept: tuple[str, ...] = (),
        **build_options: str,
    ) -> str:
        build = make_build(tmp_path / "home" / "build", hour, **build_options)
        with duckdb.connect(str(tmp_path / "home" / "build" / "marts.duckdb")) as marts:
            add_loads(marts)
        # A name of its own for each test: modules are imported once in a process.
        package = tmp_path / f"{tmp_path.name}_suites_{hour}"
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "core.py").write_text(suite)
        monkeypatch.syspath_prepend(tmp_path)
        monkeypatch.setattr(assets, "audit", partial(quality.audit, package=package.name))
        monkeypatch.setattr(assets, "suite_names", partial(quality.suite_names, package.name))
        monkeypatch.setattr(assets, "write_dashboard", draw)
        materialize(
            [audited_build([]), dashboard, published_build],
            resources={"surroundings": Surroundings(home=str(tmp_path / "home"), accept=list(accept))},
            instance=instance or DagsterInstance.ephemeral(),
        )
        return build.build_id

    return run


def draw(_marts: Path, directory: Path, build_id: str, _as_of, _currency: str) -> list[Path]:
    pages = [directory / page for page in PAGES.values()]
    for page in pages:
        page.write_text(f"<html>{build_id}</html>")
    return pages


@pytest.mark.parametrize(
    ("suite", "people", "said"),
    [
        (
            SUITE,
            "select 'ada' as person_id, 101 as lead_score",
            "core.people: lead_score is from 0 to 100: 1 row contradicts",
        ),
        ("raise RuntimeError", "select 'ada' as person_id, 1 as lead_score", "core: the suite can be held"),
        ("EXPECTATIONS = {}", "select 'ada' as person_id, 1 as lead_score", "expects nothing"),
    ],
    ids=["failing", "crashing", "empty"],
)
def test_V01_a_refused_build_leaves_the_old_one_and_says_why(last_steps, tmp_path, suite, people, said):
    home = tmp_path / "home"
    shown = last_steps(hour=0)
    assert current_build(home / "published").name == shown

    with pytest.raises(AuditFailed, match=said) as refusal:
        last_steps(hour=1, suite=suite, people=people)
    assert current_build(home / "published").name == shown
    booked = Ledger(home / "ledger.sqlite").builds()
    assert [build.status for build in booked] == ["refused", "published"]
    assert said in booked[0].detail

    told = as_told_to_users(refusal.value, load_settings(home=home), home / "run.log")
    assert isinstance(told, LeadhouseError)
    assert f"Readers keep build {shown}." in str(told)


def test_V06_a_refusal_quotes_no_row_to_anybody(last_steps, tmp_path):
    home = tmp_path / "home"
    suite = """
from expectations._vocabulary import *
EXPECTATIONS = {
    "core.people": [
        one_of("person_id", ["bob"]),
        no_rows("people are numbers", "select * from {batch} where cast(person_id as int) > 0"),
    ],
    "core.builds": [*key("build_id")],
}
"""
    with DagsterInstance.from_config(str(prepare_dagster_home(home))) as instance, pytest.raises(AuditFailed):
        last_steps(hour=0, suite=suite, people=f"select '{CANARY}' as person_id, 1 as lead_score", instance=instance)
    files = {path.relative_to(home).as_posix(): path for path in home.rglob("*") if path.is_file()}
    assert {"build/audit.json", "build/data_docs/index.html", "ledger.sqlite"} <= files.keys()
    assert any(name.startswith("dagster/") and name.endswith(".db") for name in files)
    holding = {name for name, path in files.items() if CANARY.encode() in path.read_bytes()}
    assert holding == {"build/marts.duckdb", "build/activation.duckdb"}


def test_a_page_that_cannot_be_drawn_blocks_publication(last_steps, tmp_path, monkeypatch):
    shown = last_steps(hour=0)

    def cannot(*_):
        raise RuntimeError("no ink")

    monkeypatch.setattr(sys.modules[__name__], "draw", cannot)
    with pytest.raises(RuntimeError, match="no ink"):
        last_steps(hour=1)
    assert current_build(tmp_path / "home" / "published").name == shown


def test_V03_publishing_alone_refuses_a_build_that_nobody_audited(last_steps, tmp_path):
    shown = last_steps(hour=0)
    make_build(tmp_path / "home" / "build", hour=1)
    result = materialize(
        [audited_build([]), dashboard, published_build],
        selection=[AssetKey("published_build")],
        resources={"surroundings": Surroundings(home=str(tmp_path / "home"))},
        instance=DagsterInstance.ephemeral(),
        raise_on_error=False,
    )
    assert not result.success
    assert "never audited" in str(result.all_events)
    assert current_build(tmp_path / "home" / "published").name == shown


def test_V02_what_is_judged_is_the_new_build_and_not_what_readers_have(last_steps, tmp_path):
    home = tmp_path / "home"
    shown = last_steps(hour=0)
    with pytest.raises(AuditFailed):
        last_steps(hour=1, people="select 'ada' as person_id, 101 as lead_score")
    assert current_build(home / "published").name == shown
    # A file that nobody can open, in the place of what readers have, does not touch the judgement of the next build.
    spoilt = home / "published" / shown / "marts.duckdb"
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"")
    newer = last_steps(hour=2)
    assert current_build(home / "published").name == newer


def people(count: int) -> str:
    return f"select 'person ' || number as person_id, 10 as lead_score from range({count}) as people(number)"


def test_V05_a_mart_that_shrinks_keeps_the_old_build_until_somebody_accepts_it(last_steps, tmp_path):
    home = tmp_path / "home"
    shown = last_steps(hour=0, people=people(1000))
    with pytest.raises(
        AuditFailed, match=r"core.people: .*100 rows, readers have 1,000.*leadhouse run --accept volume"
    ):
        last_steps(hour=1, people=people(100))
    assert current_build(home / "published").name == shown
    newer = last_steps(hour=2, people=people(100), accept=("volume",))
    assert current_build(home / "published").name == newer
    [told] = [line for line in status_lines(load_settings(home=home), FIRST) if line.startswith("alert")]
    assert "core.people: about as many rows as readers have: 100 rows, readers have 1,000" in told


def test_V05_an_alert_is_a_warning_in_dagster_and_stops_nothing(last_steps, tmp_path):
    last_steps(hour=0, people=people(1000))
    with DagsterInstance.from_config(str(prepare_dagster_home(tmp_path / "home"))) as instance:
        newer = last_steps(hour=1, people=people(900), instance=instance)
        key = AssetCheckKey(AssetKey("audited_build"), "volume")
        [record] = instance.event_log_storage.get_asset_check_execution_history(key, limit=10)
        evaluation = record.event.dagster_event.asset_check_evaluation_data
    assert (evaluation.passed, evaluation.severity) == (False, AssetCheckSeverity.WARN)
    assert "900 rows, readers have 1,000" in str(evaluation.metadata["alerts"])
    assert current_build(tmp_path / "home" / "published").name == newer
