"""The ledger: what is booked is found again, and a foreign or broken one is refused."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from orchestration.errors import LeadhouseError, LedgerDamaged
from orchestration.ledger import Ledger, Load

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def load(load_id: str, **changes) -> Load:
    values = {
        "load_id": load_id,
        "source_system": "files",
        "table_name": "leads",
        "file_name": "leads.csv",
        "sha256": "abc",
        "map_fingerprint": load_id,
        "loaded_at": NOW,
        "rows_read": 3,
        "rows_loaded": 2,
        "rows_quarantined": 1,
        "rows_duplicate": 0,
        "rows_excluded": 0,
        "seconds": 0.5,
        "reasons": {"TYPE": 1},
    }
    return Load(**{**values, **changes})


def test_a_load_is_found_again_as_it_was_booked(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.record_load(load("one"))
    assert Ledger(tmp_path / "ledger.sqlite").find_load("files", "leads", "abc") == load("one")
    assert ledger.find_load("crm", "leads", "abc") is None


def test_a_load_under_a_new_map_replaces_the_old_one_and_may_be_replaced_by_it_again(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for load_id in ("one", "two", "one"):
        ledger.record_load(load(load_id))
        assert [booked.load_id for booked in ledger.loads("leads")] == [load_id]


def test_builds_come_newest_first_and_keep_their_latest_fate(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    for build_id, hours in (("a", 0), ("b", 1)):
        ledger.record_build(build_id, NOW + timedelta(hours=hours), NOW, NOW, "f", "published", "")
    ledger.record_build("a", NOW, NOW, NOW, "f", "rolled_back", "by hand")
    assert [(build.build_id, build.status) for build in ledger.builds()] == [("b", "published"), ("a", "rolled_back")]
    assert ledger.builds()[0].as_of == NOW


def test_O14_a_ledger_of_another_schema_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute("pragma user_version = 99")
    with pytest.raises(LeadhouseError, match="schema 99.*Use the Leadhouse that wrote it"):
        Ledger(tmp_path / "ledger.sqlite")


def test_V10_no_ledger_at_all_is_found_by_its_size(tmp_path):
    (tmp_path / "ledger.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(LedgerDamaged, match=r"ledger\.sqlite is damaged.*leadhouse restore"):
        Ledger(tmp_path / "ledger.sqlite")


def test_V10_a_value_that_nobody_wrote_is_noticed_when_the_book_is_opened_and_when_it_is_written(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.record_load(load("one"))
    content = ledger.path.read_bytes()
    assert content.count(b"leads.csv") == 1
    ledger.path.write_bytes(content.replace(b"leads.csv", b"leads.csw"))
    with pytest.raises(LedgerDamaged, match="does not hold what was written"):
        ledger.record_load(load("two"))
    with pytest.raises(LedgerDamaged, match="does not hold what was written"):
        Ledger(ledger.path)


def test_V10_an_entry_that_is_gone_is_noticed(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.record_load(load("one"))
    with sqlite3.connect(ledger.path) as connection:
        connection.execute("delete from loads")
    with pytest.raises(LedgerDamaged, match="does not hold what was written"):
        Ledger(ledger.path)


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_V10_a_ledger_that_is_gone_is_not_begun_anew(tmp_path, left):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.record_build("a", NOW, NOW, NOW, "f", "published", "")
    ledger.path.unlink()
    if left == "an empty file":
        ledger.path.touch()
    with pytest.raises(LedgerDamaged, match="is gone.*leadhouse restore"):
        Ledger(ledger.path)


def test_V10_the_copy_is_the_book_as_of_the_last_build(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.record_load(load("one"))
    ledger.record_build("a", NOW, NOW, NOW, "f", "published", "")
    ledger.record_load(load("two", sha256="def"))
    assert [booked.load_id for booked in Ledger(Ledger.copy_of(ledger.path)).loads()] == ["one"]


def test_a_write_that_fails_leaves_the_book_sealed_as_it_was(tmp_path):
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.record_load(load("one"))
    with pytest.raises(LeadhouseError), ledger.connect() as connection:
        connection.execute("delete from loads where nonsense")
    assert Ledger(ledger.path).loads() == [load("one")]
