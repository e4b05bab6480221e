"""Damage is told before anybody reads what is damaged; `python -m tests.faults.damage` tries two hundred cases."""

import re

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.errors import PublishedDamaged
from orchestration.ledger import Ledger
from orchestration.manifest import describe_marts
from orchestration.publish import current_build, prune, published_builds, rollback
from orchestration.published import published_file
from orchestration.run import _is_whole, as_told_to_users
from orchestration.settings import load_settings
from tests.faults.damage import KINDS, survey
from tests.faults.test_serving_faults import publish
from tests.pipeline.test_publish import publish as publish_keeping_all


def test_V10_whatever_is_damaged_is_noticed_or_reads_as_before(tmp_path):
    outcomes = survey(tmp_path, 2 * len(KINDS), 7)
    assert [counts.total() for counts in outcomes.values()] == [2] * len(KINDS)
    assert sum(counts["noticed"] for counts in outcomes.values()) > len(KINDS)


@pytest.fixture
def home(tmp_path):
    """A home of three published builds, of which one is kept."""
    for hour in range(3):
        publish(tmp_path, hour)
    return tmp_path


def leadhouse(*arguments, home) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*arguments, "--home", str(home)])
    return done.exit_code, done.output


def overwrite(path, old: bytes, new: bytes) -> None:
    content = path.read_bytes()
    assert old in content
    path.chmod(0o600)
    path.write_bytes(content.replace(old, new))


def test_V10_a_changed_manifest_is_told_by_status(home):
    shown = current_build(home / "published")
    overwrite(shown / "manifest.json", b'"rows": 1', b'"rows": 9')
    code, said = leadhouse("status", home=home)
    assert code == 1
    assert re.search(r"manifest\.json is not what was published\. `leadhouse rollback`", said)


def test_V10_a_changed_page_is_not_opened(home):
    overwrite(current_build(home / "published") / "dashboard.html", b"html", b"htm1")
    code, said = leadhouse("dashboard", "--print", home=home)
    assert (code, "dashboard.html is not what was published" in said) == (1, True)


@pytest.mark.parametrize("command", [["query", "select * from core.people"], ["explain", "ada"]])
def test_V10_a_cut_marts_file_is_told_whoever_asks(home, command):
    marts = current_build(home / "published") / "marts.duckdb"
    marts.chmod(0o600)
    marts.write_bytes(marts.read_bytes()[:-1])
    code, said = leadhouse(*command, home=home)
    assert (code, "marts.duckdb is not what was published" in said) == (1, True)


def test_V10_a_pointer_to_nowhere_is_told_and_a_rollback_mends_it(home):
    shown = current_build(home / "published")
    marts = describe_marts(shown / "marts.duckdb")
    (home / "published" / "current").unlink()
    (home / "published" / "current").symlink_to("no-such-build")
    code, said = leadhouse("query", "select 1", home=home)
    assert (code, "shows no build. `leadhouse rollback`" in said) == (1, True)
    assert rollback(home / "published") == (None, shown.name)
    assert describe_marts(published_file(home / "published", "marts.duckdb")) == marts


def test_V10_a_run_does_not_leave_readers_a_damaged_build_because_nothing_is_new(home):
    settings = load_settings(home=home)
    assert _is_whole(settings)
    overwrite(current_build(home / "published") / "dashboard.html", b"html", b"htm1")
    assert not _is_whole(settings)


def test_V10_a_home_without_its_ledger_says_so(home):
    book = Ledger(home / "ledger.sqlite")
    book.keep_copy()
    book.path.unlink()
    code, said = leadhouse("builds", home=home)
    assert (code, "is gone. `leadhouse restore` puts back the copy" in said) == (1, True)


def test_V13_a_build_that_is_held_is_kept_whatever_the_number(tmp_path):
    names = [publish_keeping_all(tmp_path, hour).build_id for hour in range(5)]
    prune(tmp_path / "published", keep=2, held=[names[0]])
    assert published_builds(tmp_path / "published") == [names[0], *names[-2:]]


def test_a_build_of_an_older_release_has_no_hash_of_its_manifest_and_is_read(home):
    shown = current_build(home / "published")
    shown.chmod(0o755)
    (shown / "manifest.sha256").unlink()
    assert leadhouse("query", "select 1", home=home)[0] == 0
    (shown / "manifest.json").chmod(0o600)
    (shown / "manifest.json").write_text("{")
    with pytest.raises(PublishedDamaged, match="manifest.json is damaged"):
        published_file(home / "published", "marts.duckdb")


@pytest.mark.parametrize(
    "found",
    [
        duckdb.IOException("IO Error: Corrupt database file: computed checksum 1 does not match stored checksum 2"),
        duckdb.InternalException("INTERNAL Error: unknown index type"),
    ],
)
def test_V10_a_run_that_meets_damage_names_the_command_that_mends_it(home, found):
    stopped = RuntimeError("a step failed")
    stopped.__cause__ = found
    said = str(as_told_to_users(stopped, load_settings(home=home), home / "run.log"))
    assert re.search(
        r"(checksum 2|index type) `leadhouse restore` makes the warehouse anew.*\nReaders keep build", said
    )
