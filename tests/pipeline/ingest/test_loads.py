"""Loads: each content once under each map, booked, conserved, and reconciled after a crash."""

import duckdb
import pytest

from orchestration import file_hashes, gate
from orchestration.contracts import contracts
from orchestration.errors import ConfigError, IngestError, NotConserved, WarehouseDamaged
from orchestration.found_files import something_new
from orchestration.ingest import ingest_source
from orchestration.warehouse import verify_warehouse

HEADER = "id,created,email,note\n"
ADA = "1,2024-01-01,ada@x.com,hello\n"
BOB = "2,2024-01-02,bob@x.com,world\n"
LEADS = {"lead_id": "id", "created_at": "created", "email": "email", "job_title": "note"}
ENTRY = {"entity": "leads", "path": "*.csv", "columns": LEADS}


def test_I23_the_same_content_loads_once_whatever_its_name(inbox):
    inbox.put("a.csv", HEADER + ADA)
    first = inbox.load(ENTRY)[0]
    inbox.put("b.csv", HEADER + ADA)
    again = inbox.load(ENTRY)
    assert [(report.already_loaded, report.load_id) for report in again] == [(True, first.load_id)] * 2
    assert inbox.leads() == ["1"]


def test_identical_rows_count_as_duplicates_and_changed_ones_do_not(inbox):
    inbox.put("a.csv", HEADER + ADA + ADA + BOB)
    assert inbox.load(ENTRY)[0].rows_duplicate == 1
    inbox.put("b.csv", HEADER + ADA + BOB.replace("world", "moon"))
    report = inbox.load(ENTRY)[1]
    assert (report.rows_loaded, report.rows_duplicate) == (1, 1)
    assert sorted(inbox.leads("lead_id, job_title")) == [("1", "hello"), ("2", "moon"), ("2", "world")]


LATEST = "select job_title from raw_files.leads where lead_id = '1' order by _loaded_at desc, _source_line desc limit 1"


def test_a_row_that_turns_back_to_an_older_state_is_news(inbox):
    for number, note in enumerate(["hello", "moon", "hello"]):
        inbox.put(f"{number}.csv", HEADER + ADA.replace("hello", note) + BOB * number)
        inbox.load(ENTRY)
    assert inbox.query(LATEST) == [("hello",)]
    assert sorted(inbox.leads()) == ["1", "1", "1", "2"]


def test_I25_a_corrected_export_replaces_what_it_corrects_and_keeps_what_was(inbox):
    dated = {**ENTRY, "columns": {**LEADS, "updated_at": "updated"}}
    for number, (note, day) in enumerate([("helo", "2024-02-01"), ("hello", "2024-02-02")]):
        row = ADA.replace("hello", note).replace("\n", f",{day}\n")
        inbox.put(f"{number}.csv", HEADER.replace("\n", ",updated\n") + row)
        inbox.load(dated)
    assert inbox.query(LATEST) == [("hello",)]
    assert inbox.query("select job_title from raw_files.leads order by updated_at") == [("helo",), ("hello",)]


def test_I26_a_dated_row_that_is_known_is_a_duplicate_however_old(inbox):
    dated = {**ENTRY, "columns": {**LEADS, "updated_at": "updated"}}
    rows = [ADA.replace("\n", f",2024-02-0{day}\n") for day in (1, 2, 1)]
    inbox.put("a.csv", HEADER.replace("\n", ",updated\n") + "".join(rows))
    report = inbox.load(dated)[0]
    assert (report.rows_loaded, report.rows_duplicate) == (2, 1)
    inbox.put("b.csv", HEADER.replace("\n", ",updated\n") + rows[0] + BOB.replace("\n", ",2024-02-01\n"))
    report = inbox.load(dated)[1]
    assert (report.rows_loaded, report.rows_duplicate) == (1, 1)


def test_of_two_files_in_one_run_the_later_wins(inbox):
    inbox.put("1.csv", HEADER + BOB + ADA)
    inbox.put("2.csv", HEADER + ADA.replace("hello", "moon"))
    inbox.load(ENTRY)
    assert inbox.query(LATEST) == [("moon",)]


def test_an_old_file_read_under_a_new_map_stays_old(inbox):
    one, two = ({**ENTRY, "path": f"{number}.csv"} for number in (1, 2))
    inbox.put("1.csv", HEADER + ADA)
    inbox.load(one)
    inbox.put("2.csv", HEADER + ADA.replace("hello", "moon"))
    inbox.load(one, two)
    inbox.load({**one, "columns": {**LEADS, "company": {"constant": "Acme"}}}, two)
    assert inbox.query(LATEST) == [("moon",)]


def test_the_same_row_of_another_system_is_another_row(inbox):
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY, {**ENTRY, "system": "crm"})
    assert inbox.query("select source_system from raw_files.leads order by all") == [("crm",), ("files",)]


def test_a_changed_map_replaces_the_rows_of_the_same_file(inbox):
    inbox.put("a.csv", HEADER + ADA + "3,01/02/2024,,\n")
    inbox.load(ENTRY)
    assert inbox.misfits() == [(3, "DATE_FORMAT")]
    created = {"column": "created", "formats": ["%Y-%m-%d", "%d/%m/%Y"]}
    mended = {**ENTRY, "columns": {**LEADS, "created_at": created}}
    assert something_new(inbox.settings(mended), inbox.ledger(inbox.settings(mended)))
    report = inbox.load(mended)[0]
    assert (report.rows_loaded, report.rows_quarantined) == (2, 0)
    assert inbox.leads() == ["1", "3"]
    assert inbox.misfits() == []
    assert not inbox.load(ENTRY)[0].already_loaded
    assert inbox.leads() == ["1"]


def test_nothing_new_is_known_without_the_warehouse(inbox):
    inbox.put("a.csv", HEADER + ADA)
    settings = inbox.settings(ENTRY)
    assert something_new(settings, inbox.ledger(settings))
    inbox.load(ENTRY)
    settings.home.warehouse.unlink()
    assert not something_new(settings, inbox.ledger(settings))
    inbox.put("b.csv", HEADER + BOB)
    assert something_new(settings, inbox.ledger(settings))


def test_raw_tables_exist_without_any_file(inbox):
    ingest_source(inbox.settings(), inbox.ledger(inbox.settings()), "files")
    tables = inbox.query("select table_schema || '.' || table_name from information_schema.tables")
    assert {name for (name,) in tables} == {f"raw_{name}" for name in contracts()} | {"quarantine.rows"}


def test_O01_rows_of_a_load_the_ledger_does_not_know_are_loaded_anew(inbox, monkeypatch):
    inbox.put("a.csv", HEADER + ADA + "x\n")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("orchestration.ledger.Ledger.record_load", killed)
        with pytest.raises(KeyboardInterrupt):
            inbox.load(ENTRY)
    report = inbox.load(ENTRY)[0]
    assert (report.rows_loaded, report.rows_quarantined, report.rows_duplicate) == (1, 1, 0)


def test_a_load_that_does_not_add_up_leaves_nothing_behind(inbox, monkeypatch):
    inbox.put("a.csv", HEADER + ADA + "2,no date,,\n")
    with monkeypatch.context() as patch:
        patch.setattr(gate, "quarantine_rows", lambda *_: None)
        with pytest.raises(NotConserved, match="2 rows read, but 1 loaded"):
            inbox.load(ENTRY)
    assert inbox.leads() == []


def test_V10_missing_rows_are_noticed_before_building(inbox):
    inbox.put("a.csv", HEADER + ADA + BOB)
    inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    with duckdb.connect(str(settings.home.warehouse)) as connection:
        connection.execute("delete from raw_files.leads where lead_id = '2'")
    with pytest.raises(WarehouseDamaged, match="had 2 rows.*now 1.*leadhouse restore"):
        verify_warehouse(settings, inbox.ledger(settings))


def test_V10_a_missing_warehouse_is_noticed(inbox):
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    settings.home.warehouse.unlink()
    with pytest.raises(WarehouseDamaged):
        verify_warehouse(settings, inbox.ledger(settings))


def test_I24_a_file_that_grows_while_it_is_read_is_not_loaded(inbox, monkeypatch):
    path = inbox.put("a.csv", HEADER + ADA)
    hashed = file_hashes.content_hash

    def hash_then_grow(target):
        digest = hashed(target)
        path.write_text(HEADER + ADA + BOB)
        return digest

    monkeypatch.setattr(file_hashes, "content_hash", hash_then_grow)
    with pytest.raises(IngestError, match="changed while it was read"):
        inbox.load(ENTRY)
    assert inbox.leads() == []


def test_the_landed_copy_is_the_files_bytes_and_cannot_be_written(inbox):
    path = inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    landed = list((inbox.directory / "home" / "landing" / "files" / "files.leads").iterdir())
    assert [file.read_bytes() for file in landed] == [path.read_bytes()]
    assert landed[0].stat().st_mode & 0o222 == 0


def test_I28_a_link_out_of_its_directory_is_refused(inbox, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret.csv"
    elsewhere.write_text(HEADER + ADA)
    (inbox.directory / "a.csv").symlink_to(elsewhere)
    with pytest.raises(IngestError, match="link that leads out"):
        inbox.load(ENTRY)


def test_I28_a_directory_behind_a_link_is_refused(inbox, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "secret.csv").write_text(HEADER + ADA)
    (inbox.directory / "more").symlink_to(elsewhere)
    with pytest.raises(IngestError, match="link that leads out"):
        inbox.load({**ENTRY, "path": "**/*.csv"})


def test_the_file_beside_an_open_workbook_is_no_workbook(inbox):
    inbox.put("a.csv", HEADER + ADA)
    inbox.put("~$a.csv", b"\x01\x02")
    assert [report.file for report in inbox.load(ENTRY)] == ["a.csv"]


@pytest.mark.parametrize(("path", "what"), [("none.csv", "there is no file"), ("none*.csv", "no file matches")])
def test_a_missing_file_is_named_with_its_entry(inbox, path, what):
    with pytest.raises(ConfigError, match=rf"leadhouse.yml:3: {what} .*{path.replace('*', '.')}"):
        inbox.load({**ENTRY, "path": path})


def test_A16_a_row_without_an_id_of_its_own_is_known_by_its_content(inbox):
    inbox.put("a.csv", "kind,at,extra\nvisit,2024-01-01,a\nvisit,2024-01-01,b\nvisit,2024-01-01,b\n")
    columns = {"touchpoint_type": "kind", "occurred_at": "at"}
    report = inbox.load({"entity": "touchpoints", "path": "a.csv", "columns": columns})[0]
    assert (report.rows_loaded, report.rows_duplicate) == (2, 1)
    assert inbox.query("select count(distinct touchpoint_id) from raw_files.touchpoints") == [(2,)]


def test_a_pattern_that_is_none_is_an_error_with_its_entry(inbox):
    inbox.put("a.csv", HEADER + ADA)
    broken = {**ENTRY, "columns": {**LEADS, "job_title": {"column": "note", "pattern": "(["}}}
    with pytest.raises(IngestError, match=r"leadhouse.yml:3: a\.csv cannot be loaded: .*missing"):
        inbox.load(broken)


def test_a_link_to_nowhere_is_named(inbox):
    (inbox.directory / "a.csv").symlink_to(inbox.directory / "gone.txt")
    with pytest.raises(IngestError, match="link to nowhere"):
        inbox.load(ENTRY)


def test_O14_a_raw_table_of_an_older_contract_gets_the_new_columns(inbox):
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    with duckdb.connect(str(settings.home.warehouse)) as connection:
        connection.execute("alter table raw_files.leads drop column job_title")
    inbox.put("b.csv", HEADER + BOB)
    inbox.load(ENTRY)
    assert sorted(inbox.leads("lead_id, job_title, _source_line")) == [("1", None, 2), ("2", "world", 2)]


def test_messages_and_books_name_the_file_and_not_the_pattern(inbox):
    for day in ("monday", "tuesday"):
        (inbox.directory / day).mkdir()
    inbox.put("monday/leads.csv", HEADER + ADA + "2,no date,,\n")
    inbox.put("tuesday/leads.csv", "id,created\n3,2024-01-01\n")
    with pytest.raises(IngestError, match=r"leadhouse.yml:3: tuesday/leads\.csv lacks the column 'email', 'note'"):
        inbox.load({**ENTRY, "path": "**/*.csv"})
    assert inbox.misfits("file_name, reason") == [("monday/leads.csv", "DATE_FORMAT")]


def test_a_file_under_two_maps_of_one_table_and_system_is_refused(inbox):
    inbox.put("a.csv", HEADER + ADA)
    twice = [ENTRY, {**ENTRY, "path": "a.csv", "columns": {**LEADS, "company": {"constant": "Acme"}}}]
    with pytest.raises(ConfigError, match=r"leadhouse.yml:\d+: .*a.csv is files.leads of 'files' in .*yml:3"):
        inbox.load(*twice)


def test_V07_what_a_killed_run_left_in_the_landing_zone_is_cleaned(inbox):
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    landing = inbox.directory / "home" / "landing" / "files" / "files.leads"
    (landing / ".unfinished-landing-x").write_text("half a fi")
    (landing / ".unfinished-reading-x").mkdir()
    (landing / ".unfinished-reading-x" / "inflated").write_text("a file unpacked")
    inbox.load(ENTRY)
    assert [path.suffix for path in landing.iterdir()] == [".csv"]
