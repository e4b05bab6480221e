"""`leadhouse erase`: a person gone from every store, the money still there, and everybody else untouched."""

import gzip
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest
from click.testing import CliRunner

from orchestration import publish as publishing
from orchestration import run
from orchestration.cli import main
from orchestration.erasure import erase as erasing
from orchestration.erasure.book import ErasureBook
from orchestration.erasure.landed import ERASED
from orchestration.erasure.person import identifiers_of
from orchestration.errors import ConfigError, PublishRefused
from orchestration.ledger import Ledger
from orchestration.lock import only_writer
from orchestration.settings import load_settings
from orchestration.sync.book import SENT, open_book
from orchestration.sync.rows import Outcome, Row
from orchestration.warehouse import verify_warehouse
from tests.compiled_models import looking_from, models_up_to
from tests.pipeline.tiny_build import make_build, pass_audit
from tests.traces import traces
from tests.whole_build import WholeBuild

AS_OF = datetime(2026, 6, 30, tzinfo=UTC)
NOW = datetime(2026, 7, 1, tzinfo=UTC)
CANARY = "zephyrine.canary@quill.example"
# Name, address in every spelling, browser, records in two systems; the phone is the household's.
WORDS = ["zephyrine", "quillfeather", "v-zeph", "l-zeph-1", "c-zeph-2"]
PHONE = "+49 30 5550199"
LEADS = [
    {"lead_id": "L-zeph-1", "email": CANARY, "last_name": "Quillfeather", "phone": PHONE, "visitor_id": "V-zeph"},
    {"lead_id": "L-zeph-1", "email": CANARY.upper(), "last_name": "Quillfeather", "phone": PHONE, "visitor_id": ""},
    {"lead_id": "L-bob-1", "email": "bob@quill.example", "last_name": "Stone", "phone": PHONE, "visitor_id": "V-bob"},
    {"lead_id": "L-cid-1", "email": "info@quill.example", "last_name": "Reed", "phone": "", "visitor_id": ""},
    {"lead_id": "", "email": CANARY, "last_name": "Quillfeather", "phone": "", "visitor_id": ""},
]
TOUCHES = [
    {"id": "t1", "visitor": "V-zeph", "mail": "", "kind": "page_view", "at": "2026-02-01", "utm": "google"},
    {"id": "t2", "visitor": "", "mail": CANARY, "kind": "form_submission", "at": "2026-02-02", "utm": ""},
    {"id": "t3", "visitor": "V-bob", "mail": "", "kind": "page_view", "at": "2026-02-03", "utm": "bing"},
    {"id": "t4", "visitor": "", "mail": "info@quill.example", "kind": "form_submission", "at": "2026-02-04", "utm": ""},
]
ORDERS = [
    {"id": "900", "customer_id": "C-zeph-2", "email": CANARY, "total_price": "119.99", "created_at": "2026-03-01"},
    {
        "id": "901",
        "customer_id": "C-bob-2",
        "email": "bob@quill.example",
        "total_price": "50.01",
        "created_at": "2026-03-02",
    },
]
DEALS = [
    {
        "id": "D1",
        "lead": "L-zeph-1",
        "name": "Quillfeather, desks",
        "sum": "1000.10",
        "stage": "Closed Won",
        "won": "2026-04-01",
    },
    {
        "id": "D2",
        "lead": "L-bob-1",
        "name": "Stone, chairs",
        "sum": "500.20",
        "stage": "Closed Won",
        "won": "2026-04-02",
    },
]
SPEND = [{"spend_on": "2026-02-01", "platform": "google", "campaign_id": "g1", "cost": "70.07", "currency": "USD"}]
MONEY = """
select (select sum(revenue) from marts.core.orders), (select sum(amount) from marts.core.opportunities where is_won),
    (select sum(cost) from marts.core.ad_spend), (select sum(revenue) from marts.channel_roi.channel_returns
        where attribution_model = 'linear'),
    (select count(*) from marts.core.orders), (select count(*) from marts.core.opportunities)
"""


def as_csv(rows: list[dict[str, str]]) -> str:
    return "\n".join([",".join(rows[0]), *(",".join(f'"{value}"' for value in row.values()) for row in rows), ""])


def write_inbox(directory: Path) -> Path:
    """The person in files of five formats, one of them damaged where they stand; a leadhouse.yml that maps all."""
    directory.mkdir()
    leads = [row | {"created_at": f"2026-01-0{number}"} for number, row in enumerate(LEADS, start=1)]
    (directory / "leads.csv").write_text(as_csv(leads) + f'"L-x","{CANARY}"\n')
    (directory / "copy.csv").write_text(as_csv(leads[:1]))
    (directory / "touches.jsonl.gz").write_bytes(
        gzip.compress("".join(f"{json.dumps(row)}\n" for row in TOUCHES).encode())
    )
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(ORDERS), directory / "orders.parquet")
    (directory / "deals.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in DEALS))
    (directory / "spend.csv").write_text(as_csv(SPEND))
    entries = [
        {"entity": "leads", "system": "crm", "path": "leads.csv", "columns": {name: name for name in leads[0]}},
        {"entity": "leads", "system": "crm", "path": "copy.csv", "columns": {name: name for name in leads[0]}},
        {
            "entity": "touchpoints",
            "system": "crm",
            "path": "touches.jsonl.gz",
            "columns": {
                "touchpoint_id": "id",
                "visitor_id": "visitor",
                "email": "mail",
                "touchpoint_type": "kind",
                "occurred_at": "at",
                "utm_source": "utm",
            },
        },
        {"source": "orders", "entity": "orders", "path": "orders.parquet"},
        {
            "entity": "opportunities",
            "system": "crm",
            "path": "deals.jsonl",
            "columns": {
                "opportunity_id": "id",
                "lead_id": "lead",
                "name": "name",
                "amount": "sum",
                "stage": "stage",
                "created_at": {"constant": "2026-03-15"},
                "closed_at": "won",
            },
        },
        {"entity": "ad_spend", "system": "ads", "path": "spend.csv", "columns": {name: name for name in SPEND[0]}},
    ]
    (directory / "leadhouse.yml").write_text(json.dumps({"files": entries}))
    return directory / "leadhouse.yml"


@pytest.fixture(scope="module")
def built(empty_build, manifest, tmp_path_factory) -> WholeBuild:
    """A home in which the person is everywhere: in three published builds, logs and books too."""
    empty, _ = empty_build
    made = WholeBuild.begin(
        empty, tmp_path_factory.mktemp("erase") / "home", looking_from(models_up_to(manifest), AS_OF)
    )
    made.load(write_inbox(made.home / "inbox"), now=datetime(2026, 6, 30, tzinfo=UTC))
    made.build()
    write_sync(made)
    (made.home / "run.log").write_text(f"could not convert {CANARY}")
    (made.home / "fetch.log").write_text(CANARY)
    for name in ("dbt/compiled", "dagster/history", "truth"):
        (made.home / name).mkdir(parents=True)
        (made.home / name / "some.json").write_text(json.dumps({"said": CANARY}))
    return made


def write_sync(made: WholeBuild) -> None:
    """What a sync leaves: who was sent what, a refusal that quotes it, and a plan."""
    people = made.query("select person_id, email from activation.activation.people_pii")
    assert len(people) > 2
    with only_writer(made.home / "sync"), open_book(made.home / "sync", "crm") as book:
        rows = [Row(person, "hash", {"email": email or ""}, {}) for person, email in people]
        book.write("run", NOW, [(row, SENT) for row in rows])
        book.write("run", NOW, [(row, Outcome("rejected", "BAD", f"no: {row.changed}")) for row in rows])
    (made.home / "sync" / "plan.jsonl").write_text(CANARY)


@pytest.fixture
def home(built, tmp_path, monkeypatch) -> WholeBuild:
    """A copy of that home for one test, with builds that were published before."""
    return copy_of(built, tmp_path, monkeypatch)


def copy_of(built: WholeBuild, directory: Path, monkeypatch: pytest.MonkeyPatch) -> WholeBuild:
    monkeypatch.setenv("LEADHOUSE_CONFIG", str(directory / "home" / "inbox" / "leadhouse.yml"))
    shutil.copytree(built.home, directory / "home")
    home = WholeBuild(directory / "home", built.models)
    for hour in range(3):
        publish(home.home, hour)
    return home


def publish(home: Path, hour: int, knows_person: bool = True) -> None:
    """Publish a hand-made build, and book one of the same moment that failed."""
    # Apart from build/, where the models' own marts lie.
    apart = home.parent / f"build-{hour}"
    build = make_build(apart, hour)
    with duckdb.connect(str(apart / "activation.duckdb")) as activation:
        activation.execute(
            f"create or replace table people_pii as select '{CANARY if knows_person else 'bob'}' as email"
        )
    pass_audit(apart, build)
    publishing.publish(apart, home / "published", {"core"}, 10, build.started_at)
    if knows_person:
        Ledger(home / "ledger.sqlite").record_build(
            **build.model_dump(), finished_at=build.started_at, status="failed", detail=f"could not convert {CANARY}"
        )
    shutil.rmtree(apart)


def erase(home: WholeBuild, who: str = CANARY) -> erasing.Receipt:
    settings = home.settings()
    identifiers = identifiers_of(settings, who, ErasureBook(home.home).salt())
    return erasing.erase(settings, Ledger(settings.home.ledger), identifiers, "ticket 7", NOW)


def let_expire(home: WholeBuild) -> None:
    """What the end of the next run does."""
    publish(home.home, hour=24 * 365 * 3, knows_person=False)
    erasing.finish(home.settings(), NOW)


@pytest.fixture(scope="module")
def erased(built, tmp_path_factory) -> tuple[WholeBuild, dict]:
    """That home after the erasure and the run that follows it, and what was seen on the way."""
    with pytest.MonkeyPatch.context() as patched:
        home = copy_of(built, tmp_path_factory.mktemp("erased"), patched)
        seen = {"money": home.query(MONEY), "before": traces(home.home, WORDS)}
        seen["receipt"] = erase(home)
        seen["at_first"] = traces(home.home, WORDS)[0]
        (home.home / "build").mkdir()
        home.build()
        let_expire(home)
        yield home, seen


def test_O11_no_byte_of_an_erased_person_is_left(erased):
    home, seen = erased
    found, searched = seen["before"]
    assert len(found) > 30
    assert searched > 30
    # What readers see until the next build is published, and nothing else.
    assert {place.split("/home/")[1].split("/")[0] for place in seen["at_first"]} == {"published"}
    assert traces(home.home, WORDS)[0] == []


def test_O11_money_and_counts_of_orders_and_deals_are_those_of_before(erased):
    home, seen = erased
    assert seen["receipt"].kept_without_person == {"files.opportunities": 1, "orders.orders": 1}
    assert home.query(MONEY) == seen["money"]
    assert home.query(MONEY)[0][0] > 100


def test_O11_everybody_else_keeps_all_they_had(erased):
    home, _ = erased
    assert home.query("select lead_id, phone from raw_files.leads order by all") == [
        ("L-bob-1", PHONE),
        ("L-cid-1", None),
    ]
    # The mailbox of the office is nobody's own.
    assert home.query("select touchpoint_id from raw_files.touchpoints order by all") == [("t3",), ("t4",)]
    assert home.query("select count(*) from marts.core.people") == [(2,)]
    assert home.query("select opportunity_id, lead_id, name from raw_files.opportunities order by all") == [
        ("D1", None, None),
        ("D2", "L-bob-1", "Stone, chairs"),
    ]


def test_O11_a_sync_forgets_the_person_and_no_one_else(erased):
    home, _ = erased
    with duckdb.connect(str(home.home / "sync" / "sync.duckdb"), read_only=True) as book:
        sent = book.sql("select distinct sent['email'] from changes order by all").fetchall()
    assert ("bob@quill.example",) in sent
    assert (CANARY,) not in sent
    assert (home.home / "sync" / "sync.duckdb").stat().st_mode & 0o777 == 0o600


def test_O11_the_books_explain_every_row_that_was_read(erased):
    home, seen = erased
    settings = home.settings()
    loads = Ledger(settings.home.ledger).loads()
    verify_warehouse(settings, Ledger(settings.home.ledger))
    for load in loads:
        assert load.rows_read == load.rows_loaded + load.rows_quarantined + load.rows_duplicate + load.rows_excluded
    by_file = {load.file_name: (load.rows_read, load.rows_excluded, load.reasons) for load in loads}
    assert by_file["leads.csv"] == (6, 4, {ERASED: 4})
    assert by_file["copy.csv"] == (1, 1, {ERASED: 1})
    assert seen["receipt"].removed == {"files.leads": 5, "files.touchpoints": 2}
    assert traces(home.home / "erasures", WORDS)[0] == []


def test_O12_a_build_that_knew_the_person_cannot_be_shown_again(home, tmp_path):
    published = home.home / "published"
    oldest = publishing.published_builds(published)[0]
    shutil.copytree(published / oldest, tmp_path / "copy")
    shown = publishing.current_build(published).name
    erase(home)
    assert publishing.published_builds(published) == [shown]
    let_expire(home)
    assert shown not in publishing.published_builds(published)
    assert ErasureBook(home.home).unfinished() == []
    # Somebody puts a copy back.
    shutil.copytree(tmp_path / "copy", published / oldest)
    with pytest.raises(PublishRefused, match="erased since"):
        run.roll_back(home.settings(), oldest)


def test_O11_an_erasure_that_was_killed_is_ended_by_the_next_run(home, monkeypatch):
    def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erasing, "forget_derived", die)
        with pytest.raises(KeyboardInterrupt):
            erase(home)
    settings = home.settings()
    assert not run.is_up_to_date(settings, NOW)
    erasing.resume(settings, Ledger(settings.home.ledger))
    let_expire(home)
    assert traces(home.home, WORDS)[0] == []
    assert ErasureBook(home.home).receipts()[0].removed == {"files.leads": 5, "files.touchpoints": 2}


def test_O11_killed_between_two_books_it_counts_every_row_once(home, monkeypatch):
    def die(*_, **__):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "record_load", die)
        with pytest.raises(KeyboardInterrupt):
            erase(home)
    settings = home.settings()
    erasing.resume(settings, Ledger(settings.home.ledger))
    verify_warehouse(settings, Ledger(settings.home.ledger))
    assert ErasureBook(home.home).receipts()[0].removed == {"files.leads": 5, "files.touchpoints": 2}
    assert traces(home.home / "landing", WORDS)[0] == []


def test_O11_whoever_is_nobody_or_several_people_is_not_erased(home):
    statement = "x'; drop table raw_files.leads; --@y.example"
    said = [command(home, who, "--yes", code=1) for who in ("info@quill.example", "nobody", statement, "crm:L-x")]
    assert [text.split(".")[0].split(",")[0] for text in said] == [
        "That address names several people",
        "Whom to erase is an e-mail address",
        "No row names this person",
        "No row names this person",
    ]
    assert ErasureBook(home.home).receipts() == []


def test_O11_a_record_stands_for_its_whole_person(home):
    salt = ErasureBook(home.home).salt()
    by_address = identifiers_of(home.settings(), CANARY, salt)
    [person] = [value for (kind, _), value in by_address.items() if kind == "person"]
    assert set(by_address.values()) == {CANARY, "V-zeph", "crm|L-zeph-1", "orders|C-zeph-2", person}
    assert identifiers_of(home.settings(), "orders:C-zeph-2", salt) == by_address


def test_O11_a_file_that_nobody_can_read_any_more_stops_it_before_it_begins(home):
    config = home.settings().config_path
    config.write_text(json.dumps({"files": json.loads(config.read_text())["files"][1:]}))
    with pytest.raises(ConfigError, match="leads.csv"):
        erase(home)
    assert ErasureBook(home.home).receipts() == []


def test_O12_a_build_that_is_held_stops_it_before_it_begins(home):
    held = publishing.published_builds(home.home / "published")[0]
    config = home.settings().config_path
    config.write_text(json.dumps({**json.loads(config.read_text()), "held_builds": [held]}))
    with pytest.raises(ConfigError, match=held):
        erase(home)
    assert ErasureBook(home.home).receipts() == []


def test_O11_files_beyond_the_home_are_named(home, tmp_path):
    shutil.move(home.home / "inbox", tmp_path / "inbox")
    config = tmp_path / "inbox" / "leadhouse.yml"
    settings = load_settings(config, home.home)
    identifiers = identifiers_of(settings, CANARY, ErasureBook(home.home).salt())
    receipt = erasing.erase(settings, Ledger(settings.home.ledger), identifiers, None, NOW)
    assert str(tmp_path / "inbox" / "leads.csv") in receipt.outside


def command(home: WholeBuild, *arguments: str, answer: str = "", code: int = 0) -> str:
    result = CliRunner().invoke(main, ["erase", *arguments, "--home", str(home.home)], input=answer)
    assert result.exit_code == code, result.output
    return result.output


def test_O11_a_dry_run_tells_and_changes_nothing(home):
    before = {path: path.read_bytes() for path in home.home.rglob("*") if path.is_file() and path.name != "lock"}
    said = command(home, CANARY, "--dry-run")
    assert "files.leads" in said
    after = {path: path.read_bytes() for path in home.home.rglob("*") if path.is_file() and path.name != "lock"}
    changed = {path.name for path in after if after[path] != before.get(path)}
    assert changed <= {"salt", "warehouse.duckdb"}


def test_O11_the_command_asks_erases_publishes_and_shows_the_receipt(home, monkeypatch):
    monkeypatch.setattr(run, "run_job", lambda settings, verbose: let_expire(home))
    command(home, CANARY, answer="n\n", code=1)
    assert "no place in a receipt" in command(home, CANARY, "--reason", f"asked by {CANARY}", "--yes", code=2)
    assert ErasureBook(home.home).receipts() == []
    said = command(home, CANARY, "--reason", "ticket 7", answer="y\n")
    receipt = json.loads(said[said.index("{") : said.rindex("}") + 1])
    assert receipt["removed"] == {"files.leads": 5, "files.touchpoints": 2}
    assert receipt["finished_at"]
    assert "ticket 7" in said
    assert not [word for word in WORDS if word in said.lower().split("known by")[1]]
