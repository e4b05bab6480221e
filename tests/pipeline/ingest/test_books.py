"""The gate's books, as models read them: what became of every row, in counts."""

from orchestration.books import copy_books

HEADER = "id,created,email,note\n"
LEADS = {"lead_id": "id", "created_at": "created", "email": "email", "job_title": "note"}
NOT_OURS = {"name": "test_rows", "column": "note", "values": ["test"]}
ENTRY = {"entity": "leads", "path": "*.csv", "columns": LEADS, "exclude": [NOT_OURS]}


def test_every_row_of_a_load_is_in_the_books_once(inbox):
    inbox.put("a.csv", HEADER + "1,2024-01-02,ada@acme.example,\n2,01/02/2024,,\n3,2024-01-02,,test\nx\n")
    inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    copy_books(settings, inbox.ledger(settings))
    loads = "table_name, file_name, rows_read, rows_loaded, rows_quarantined, rows_duplicate, rows_excluded"
    assert inbox.query(f"select {loads} from gate.loads") == [("files.leads", "a.csv", 4, 1, 2, 0, 1)]
    reasons = "select fate, reason, column_name, row_count from gate.load_reasons order by all"
    assert inbox.query(reasons) == [
        ("excluded", "test_rows", None, 1),
        ("quarantined", "DATE_FORMAT", "created_at", 1),
        ("quarantined", "MISSING_COLUMNS", None, 1),
    ]
    assert "ada@" not in str(inbox.query("from gate.loads") + inbox.query("from gate.load_reasons"))


def test_books_are_written_anew_by_every_run(inbox):
    path = inbox.put("a.csv", HEADER + "1,2024-01-02,,\n")
    inbox.load(ENTRY)
    settings = inbox.settings(ENTRY)
    copy_books(settings, inbox.ledger(settings))
    path.unlink()
    inbox.put("b.csv", HEADER + "2,2024-01-02,,\n")
    mended = {**ENTRY, "exclude": []}
    inbox.load(mended)
    settings = inbox.settings(mended)
    copy_books(settings, inbox.ledger(settings))
    assert inbox.query("select file_name from gate.loads order by all") == [("a.csv",), ("b.csv",)]


def test_books_of_nothing_are_empty(inbox):
    settings = inbox.settings(ENTRY)
    copy_books(settings, inbox.ledger(settings))
    assert inbox.query("select count(*) from gate.loads") == [(0,)]
