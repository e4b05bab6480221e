"""Whoever was erased stays so: an old file, a copy of it or a CRM that still knows them brings nothing back."""

import gzip
import json

import duckdb
import pytest

from orchestration.contracts import contracts
from orchestration.erasure.landed import ERASED, without_erased
from orchestration.errors import LeadhouseError
from orchestration.found_files import something_new
from orchestration.landing import LandedFile
from orchestration.ledger import Ledger
from orchestration.restore import restore
from orchestration.settings import load_settings
from tests.pipeline.ingest.conftest import NOW
from tests.pipeline.ingest.test_formats import workbook
from tests.traces import traces

CANARY, NAME = "zephyrine.canary@quill.example", "Zéphyrine Quillfeather"
WORDS = [CANARY, "quillfeather"]
ROWS = [
    {"id": "1", "created": "2024-01-01", "email": "bob@b.example", "note": "Bob Müller"},
    {"id": "2", "created": "2024-01-02", "email": CANARY, "note": NAME},
    {"id": "3", "created": "2024-01-03", "email": "cid@c.example", "note": "Cid"},
]
CSV = "\n".join([",".join(ROWS[0]), *(",".join(row.values()) for row in ROWS), ""])
JSON_LINES = "".join(json.dumps(row) + "\n" for row in ROWS)
ORDERS = {"order_id": "no", "email": "mail", "amount": "sum", "currency": "cur", "ordered_at": "day"}


def parquet(tmp_path, rows=ROWS) -> bytes:
    target = tmp_path / "made.parquet"
    values = ", ".join(str(tuple(row.values())) for row in rows)
    with duckdb.connect() as connection:
        connection.execute(f"copy (select * from (values {values}) as rows ({', '.join(rows[0])})) to '{target}'")
    return target.read_bytes()


def content(name: str, tmp_path) -> bytes:
    plain = name.removesuffix(".gz")
    if plain.endswith("parquet"):
        made = parquet(tmp_path)
    elif plain.endswith("xlsx"):
        workbook(tmp_path / "made", [list(ROWS[0]), *([*row.values()] for row in ROWS)])
        made = (tmp_path / "made").read_bytes()
    else:
        made = (JSON_LINES if plain.endswith("jsonl") else CSV).encode()
    return gzip.compress(made) if name.endswith(".gz") else made


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.jsonl", "a.parquet", "a.xlsx", "a.xlsx.gz"])
def test_O11_a_file_with_somebody_erased_lands_and_loads_without_them(load_leads, inbox, erased, tmp_path, name):
    erased(("email", CANARY))
    report = load_leads(content(name, tmp_path), name=name)
    assert (report.rows_read, report.rows_loaded, report.reasons) == (3, 2, {ERASED: 1})
    first = 1 if "jsonl" in name or "parquet" in name else 2
    assert inbox.leads("lead_id, job_title, _source_line") == [("1", "Bob Müller", first), ("3", "Cid", first + 2)]
    found, searched = traces(inbox.directory / "home", WORDS)
    assert found == []
    assert searched > 3


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_O11_the_rest_of_a_file_keeps_its_encoding(load_leads, inbox, erased, encoding):
    erased(("email", CANARY))
    load_leads(CSV.encode(encoding), encoding=encoding)
    [landed] = (inbox.directory / "home" / "landing").rglob("*.csv")
    assert "Bob Müller" in landed.read_text(encoding=encoding)


@pytest.mark.parametrize("copy", ["leads.csv", "copy.csv"])
def test_R14_an_old_file_brings_nobody_back(load_leads, inbox, erased, copy):
    erased(("email", CANARY))
    load_leads(CSV)
    again = load_leads(CSV, name=copy)
    assert again.already_loaded
    assert again.rows_excluded == 1
    settings = inbox.settings({"entity": "leads", "path": copy, "columns": inbox.lead_columns})
    assert not something_new(settings, inbox.ledger(settings))


def test_R14_under_another_map_the_old_file_brings_nobody_back(load_leads, inbox, erased):
    erased(("email", CANARY))
    load_leads(CSV)
    again = load_leads(CSV, columns={"company": "note"})
    assert (again.rows_read, again.rows_loaded, again.reasons) == (3, 2, {ERASED: 1})
    assert inbox.leads("lead_id, company") == [("1", "Bob Müller"), ("3", "Cid")]
    assert len(list((inbox.directory / "home" / "landing").rglob("*.csv"))) == 1
    assert traces(inbox.directory / "home", WORDS)[0] == []


def test_O12_what_is_restored_from_before_the_erasure_knows_nobody_erased(load_leads, inbox, erased):
    load_leads(CSV)
    erased(("email", CANARY))
    settings = load_settings(inbox.directory / "leadhouse.yml", inbox.directory / "home")
    settings.home.warehouse.unlink()
    list(restore(settings, NOW))
    assert inbox.leads() == ["1", "3"]
    [load] = inbox.ledger(settings).loads()
    assert (load.rows_read, load.rows_loaded, load.reasons) == (3, 2, {ERASED: 1})
    # The list outlives the ledger.
    settings.home.ledger.unlink()
    Ledger.copy_of(settings.home.ledger).unlink(missing_ok=True)
    settings.home.warehouse.unlink()
    again = load_leads(CSV)
    assert (again.rows_loaded, again.rows_excluded) == (2, 1)
    assert traces(inbox.directory / "home", WORDS)[0] == []


@pytest.mark.parametrize(
    "spelling",
    ["ZEPHYRINE.CANARY@QUILL.EXAMPLE", " zephyrine.canary+shop@quill.example", "<zephyrine.canary@quill.example>"],
)
def test_O11_the_same_mailbox_in_another_spelling_is_the_same_person(load_leads, inbox, erased, spelling):
    erased(("email", CANARY))
    load_leads(f"id,created,email,note\n7,2024-01-01,{spelling},x\n8,2024-01-01,other@quill.example,y\n")
    assert inbox.leads() == ["8"]


def test_O11_a_record_is_known_by_its_id_in_its_own_system_alone(load_leads, inbox, erased):
    erased(("record", "crm|2"))
    load_leads(CSV, system="crm")
    assert inbox.leads() == ["1", "3"]
    load_leads(CSV, name="other.csv", system="shop")
    assert inbox.query("select lead_id from raw_files.leads where source_system = 'shop' order by all") == [
        ("1",),
        ("2",),
        ("3",),
    ]


def test_O11_records_that_are_no_rows_are_searched_word_by_word(load_leads, inbox, erased):
    erased(("email", CANARY), ("record", "files|L-990077"))
    load_leads(
        CSV
        + f"4,2024-01-04,{CANARY},{NAME},one too many\n5,2024-01-05\n6,2024-01-06;L-990077;{NAME}\n".replace("é", "e")
    )
    assert inbox.misfits() == [(6, "MISSING_COLUMNS")]
    assert traces(inbox.directory / "home", WORDS)[0] == []


def test_O11_rows_of_several_lines_and_a_carriage_return_leave_the_others_where_they_are(load_leads, inbox, erased):
    erased(("email", CANARY))
    note = f'"{NAME}\r\nat home"'
    load_leads(
        f'id,created,email,note\r\n1,2024-01-01,b@b.example,"two\r\nlines"\r\n2,2024-01-02,{CANARY},{note}\r\n'
        "3,2024-01-03,c@c.example,x\r\n"
    )
    assert inbox.leads("lead_id, job_title, _source_line") == [("1", "two\r\nlines", 2), ("3", "x", 6)]
    assert traces(inbox.directory / "home", WORDS)[0] == []


def test_O11_a_file_of_nobody_else_is_left_without_rows(load_leads, inbox, erased):
    erased(("email", CANARY))
    report = load_leads(f"id,created,email,note\n2,2024-01-02,{CANARY},{NAME}\n")
    assert (report.rows_read, report.rows_loaded, report.rows_excluded) == (1, 0, 1)


def orders(name: str, tmp_path, **changed: str) -> bytes:
    rows = [
        {"no": "A1", "mail": CANARY, "sum": "19.99", "cur": "EUR", "day": "2024-02-01", "ship_to": NAME, **changed},
        {"no": "A2", "mail": "bob@b.example", "sum": "5.00", "cur": "EUR", "day": "2024-02-02", "ship_to": "Bob"},
    ]
    if name.endswith("parquet"):
        return parquet(tmp_path, rows)
    if name.endswith("jsonl"):
        return "".join(json.dumps(row) + "\n" for row in rows).encode()
    return "\n".join([",".join(rows[0]), *(",".join(row.values()) for row in rows), ""]).encode()


@pytest.mark.parametrize("name", ["orders.csv", "orders.jsonl", "orders.parquet"])
def test_O11_an_order_stays_for_its_money_without_its_buyer(inbox, erased, tmp_path, name):
    erased(("email", CANARY))
    entry = {"entity": "orders", "path": name, "columns": ORDERS}
    inbox.put(name, orders(name, tmp_path))
    [report] = inbox.load(entry)
    kept = [("A1", None, "19.99"), ("A2", "bob@b.example", "5.00")]
    query = "select order_id, email, cast(amount as varchar) from raw_files.orders order by order_id, amount"
    assert (report.rows_loaded, report.rows_excluded) == (2, 0)
    assert inbox.query(query) == kept
    assert traces(inbox.directory / "home", WORDS)[0] == []
    # The next export still names the buyer, and says nothing new of what stays.
    inbox.put(f"later-{name}", orders(name, tmp_path, ship_to=f"{NAME} elsewhere"))
    [_, later] = inbox.load(entry, {**entry, "path": f"later-{name}"})
    assert (later.rows_loaded, later.rows_duplicate) == (0, 2)


def test_O11_without_anybody_erased_no_file_is_read_twice(inbox, tmp_path):
    settings = inbox.settings()
    landed = LandedFile(tmp_path / "not there", "", 0, "leads.csv")
    with duckdb.connect() as connection:
        assert without_erased(connection, inbox.ledger(settings), contracts()["files.leads"], None, landed) is landed


def test_O11_without_the_salt_nothing_loads(load_leads, erased):
    (erased(("email", CANARY)).directory / "salt").unlink()
    with pytest.raises(LeadhouseError, match="salt is missing"):
        load_leads(CSV)


def test_O11_the_receipts_are_their_owners_alone(erased):
    book = erased(("email", CANARY))
    assert {path.stat().st_mode & 0o777 for path in book.directory.iterdir()} == {0o600}
    assert book.directory.stat().st_mode & 0o777 == 0o700


def test_O11_whoever_is_named_in_a_contract_can_be_emptied_or_goes():
    for contract in contracts().values():
        named = {name for name, column in contract.columns.items() if column.person}
        assert not contract.detach or named <= set(contract.detach)
        assert not set(contract.key) & set(contract.detach)
        personal = {name for name, column in contract.columns.items() if column.pii}
        assert not personal or named or contract.name == "salesforce.user", contract.name
