"""The quarantine: counted, and replayed once after a map was mended."""

import pytest

from orchestration.errors import IngestError, WarehouseDamaged
from orchestration.quarantine import quarantine, refuse_misfits, replay
from orchestration.warehouse import verify_warehouse

HEADER = "id,created,email,note\n"
LEADS = {"lead_id": "id", "created_at": "created", "email": "email", "job_title": "note"}
ENTRY = {"entity": "leads", "path": "a.csv", "columns": LEADS}
MENDED = {**ENTRY, "columns": {**LEADS, "created_at": {"column": "created", "formats": ["%d/%m/%Y"]}}}


def test_misfits_are_counted_by_table_and_reason(inbox):
    settings = inbox.settings(ENTRY)
    assert quarantine(settings) == {}
    inbox.put("a.csv", HEADER + "1,01/02/2024,,\nx\n2,03/04/2024,,\n")
    inbox.load(ENTRY)
    assert quarantine(settings) == {("files.leads", "DATE_FORMAT"): 2, ("files.leads", "MISSING_COLUMNS"): 1}


def test_O15_replay_after_a_fix_loads_each_row_once(inbox):
    path = inbox.put("a.csv", HEADER + "1,01/02/2024,,\n2,03/04/2024,,\n")
    inbox.load(ENTRY)
    path.unlink()
    settings = inbox.settings(MENDED)
    ledger = inbox.ledger(settings)
    assert [(report.rows_loaded, report.rows_quarantined) for report in replay(settings, ledger)] == [(2, 0)]
    assert replay(settings, ledger) == []
    assert inbox.leads() == ["1", "2"]
    assert quarantine(settings) == {}


@pytest.mark.parametrize("figure", ["rows_loaded", "rows_quarantined"])
def test_O16_a_report_that_says_other_than_the_tables_hold_stops_the_run(inbox, figure):
    inbox.put("a.csv", HEADER + "1,2024-01-02,,\nx\n")
    inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    ledger = inbox.ledger(settings)
    with ledger.connect() as book:
        book.execute(f"update loads set {figure} = {figure} + 1")
    with pytest.raises(WarehouseDamaged, match=r"files\.leads"):
        verify_warehouse(settings, ledger)


def test_replay_leaves_alone_what_nobody_mended(inbox):
    inbox.put("a.csv", HEADER + "1,01/02/2024,,\n")
    inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    assert replay(settings, inbox.ledger(settings)) == []
    assert quarantine(settings) == {("files.leads", "DATE_FORMAT"): 1}


def test_replay_takes_the_entry_that_names_the_files_directory(inbox):
    for year in ("2023", "2024"):
        (inbox.directory / year).mkdir()
    old, new = ({**ENTRY, "path": f"{year}/**/*.csv"} for year in ("2023", "2024"))
    inbox.put("2024/a.csv", HEADER + "1,01/02/2024,,\n")
    inbox.put("2023/b.csv", HEADER + "2,2023-02-01,,\n")
    inbox.load(old, new)
    settings = inbox.settings(old, {**MENDED, "path": "2024/**/*.csv"})
    assert [report.file for report in replay(settings, inbox.ledger(settings))] == ["2024/a.csv"]
    assert inbox.leads() == ["1", "2"]


def test_a_file_of_misfits_stops_the_run_until_its_map_is_mended(inbox):
    inbox.put("a.csv", HEADER + "1,01/02/2024,,\n2,03/04/2024,,\n3,2024-05-06,,\n")
    inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    said = r"leadhouse.yml:3: 2 of 3 rows of a.csv are in quarantine \(2 DATE_FORMAT\), more than 50 %.*files.leads"
    with pytest.raises(IngestError, match=said):
        refuse_misfits(settings, inbox.ledger(settings))
    for mended in ({**ENTRY, "max_misfits_percent": 67}, MENDED):
        assert inbox.load(mended)[0].already_loaded == (mended is not MENDED)
        refuse_misfits(inbox.settings(mended), inbox.ledger(settings))
