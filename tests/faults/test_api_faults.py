"""What goes wrong between an API and the landing zone, each by its id; every one against a server that does it."""

import logging
import os
import socket
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest

from orchestration.errors import IngestError, LeadhouseError
from tests.fakes.salesforce import FakeSalesforce
from tests.fakes.server import Answer, Fault
from tests.fakes.site import CANARY, NOON, SHORT, Site, at, stamp

QUERY = "queryAll"
NEXT = "/query/"
WEEKLY = at(days=7, hours=1)


@pytest.fixture
def salesforce():
    fake = FakeSalesforce()
    yield fake
    fake.stop()


@pytest.fixture
def site(tmp_path, salesforce, monkeypatch):
    monkeypatch.setenv("TEST_CLIENT_ID", "id")
    monkeypatch.setenv("TEST_CLIENT_SECRET", CANARY)
    return Site(tmp_path, salesforce, "salesforce", ["client_id", "client_secret"], "lead")


@pytest.fixture
def waits(monkeypatch) -> list[float]:
    """The seconds that were to be slept between tries; nobody sleeps."""
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=slept.append))
    return slept


def leads(salesforce: FakeSalesforce, count: int, **fields) -> list[str]:
    """Leads of the hours before noon, one a hour; their ids."""
    ids = [f"00Q{number:012}AAA" for number in range(count)]
    for number, identifier in enumerate(ids):
        salesforce.put("Lead", identifier, stamp(hours=number - count), **fields)
    return ids


def live(site: Site) -> set[str]:
    """The ids of leads that are not deleted, as staging reads them."""
    rows = site.rows(
        "lead", "id, coalesce(is_deleted, false) or coalesce(_fivetran_deleted, false)", "system_modstamp desc"
    )
    return {identifier for identifier, is_deleted in rows if not is_deleted}


def cursors(site: Site) -> list[tuple]:
    with site.ledger.connect() as ledger:
        return [tuple(row) for row in ledger.execute("select stream, reached_at, full_at from cursors")]


def test_A01_waits_as_long_as_the_api_asks(site, salesforce, waits):
    ids = leads(salesforce, 3)
    salesforce.fail(QUERY, Fault(429, retry_after=7), Fault(503, retry_after=2))
    site.run()
    assert waits == [7, 2]
    assert live(site) == set(ids)


def test_A01_does_not_wait_longer_than_it_is_patient(site, salesforce, waits):
    leads(salesforce, 1)
    salesforce.fail(QUERY, Fault(429, retry_after=86_400))
    site.extract()
    assert waits == [SHORT.longest_wait]


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_A01_gives_up_in_the_end_and_the_cursor_stays(site, salesforce, waits, status):
    leads(salesforce, 3)
    site.extract()
    before = cursors(site)
    salesforce.put("Lead", "00Q000000000009AAA", stamp(hours=1))
    salesforce.fail(QUERY, *[Fault(status)] * SHORT.tries)
    with pytest.raises(
        IngestError, match=f"salesforce: /services/data/v62.0/queryAll answered {status}. Run again later"
    ):
        site.extract(at(hours=2))
    assert len(salesforce.asked(QUERY)) == 1 + SHORT.tries
    assert cursors(site) == before
    site.run(at(hours=2))
    assert "00Q000000000009AAA" in live(site)


def test_A01_a_daily_limit_is_not_hammered_at(site, salesforce, waits):
    salesforce.fail(QUERY, Fault(403, body=[{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests"}]))
    with pytest.raises(IngestError, match=r"answered 403 \(REQUEST_LIMIT_EXCEEDED\). Run again later"):
        site.extract()
    assert waits == []


def test_A01_an_answer_that_drips_is_not_waited_for(site, salesforce, waits):
    ids = leads(salesforce, 1)
    patience = SHORT.__class__(tries=2, first_wait=0, silence=5, whole_answer=0.2)
    salesforce.fail(QUERY, Fault(drips=True))
    assert [landed.rows for landed in site.extract(patience=patience)] == [len(ids)]
    salesforce.fail(QUERY, Fault(drips=True), Fault(drips=True))
    with pytest.raises(IngestError, match=r"queryAll gave no whole answer \(ReadTimeout\)"):
        site.extract(patience=patience)


@pytest.mark.parametrize("after", [0, 1, 250])
def test_A02_a_page_that_was_cut_is_asked_for_again(site, salesforce, waits, after):
    ids = leads(salesforce, 5)
    salesforce.fail(NEXT, Fault(cut_after=after))
    (report,) = site.run()
    assert report.rows_read == 5
    assert live(site) == set(ids)
    assert salesforce.counts["cuts"] == 1


@pytest.mark.parametrize("body", [b"<html>down for maintenance</html>", "busy", ["busy"]])
def test_A02_an_answer_of_another_kind_is_no_page(site, salesforce, body):
    leads(salesforce, 3)
    salesforce.fail(NEXT, Fault(body=body))
    with pytest.raises(IngestError, match="sent something else than records"):
        site.extract()
    assert site.files("lead") == []


def test_A02_fewer_records_than_announced_are_not_believed(site, salesforce):
    leads(salesforce, 5)
    salesforce.fail(NEXT, Fault(body={"totalSize": 5, "done": True, "records": []}))
    with pytest.raises(IngestError, match="queryAll sent 2 records of 5. Nothing of them was kept"):
        site.extract()
    assert cursors(site) == []


def test_A03_a_token_that_expires_is_renewed_once_and_the_reading_goes_on(site, salesforce):
    ids = leads(salesforce, 7)
    salesforce.uses_per_token = 3
    site.run()
    assert salesforce.counts["refused tokens"] == 1
    assert salesforce.counts["tokens"] == 2
    assert live(site) == set(ids)


def test_A03_a_login_that_was_withdrawn_says_what_to_reconnect(site, salesforce, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    leads(salesforce, 7)
    salesforce.uses_per_token = 3
    salesforce.fail(NEXT, None, lambda: setattr(salesforce, "refuses_login", True))
    with pytest.raises(
        IngestError, match="gave no token. Reconnect: see that TEST_CLIENT_ID, TEST_CLIENT_SECRET"
    ) as error:
        site.extract()
    said = f"{error.value}{error.getrepr()}{caplog.text}{''.join(capfd.readouterr())}"
    assert "canary" not in said
    assert cursors(site) == []


def test_A03_a_token_that_may_not_read_is_not_renewed_for_ever(site, salesforce):
    leads(salesforce, 1)
    salesforce.uses_per_token = 0
    with pytest.raises(IngestError, match=r"answered 401 \(INVALID_SESSION_ID\). Reconnect"):
        site.extract()
    assert salesforce.counts["tokens"] == 2


def test_O06_no_secret_is_left_in_the_home(site, salesforce):
    leads(salesforce, 3)
    site.run()
    secrets = (CANARY.encode(), salesforce.token.encode())
    kept = [path for path in site.settings.home.path.rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if any(secret in path.read_bytes() for secret in secrets)] == []


def test_O06_nothing_is_written_but_into_the_home(site, salesforce, tmp_path, monkeypatch):
    leads(salesforce, 3)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.setenv("HOME", str(elsewhere))
    monkeypatch.chdir(elsewhere)
    site.extract()
    assert list(elsewhere.rglob("*")) == []


def test_O10_a_page_that_lies_elsewhere_is_not_asked_for(site, salesforce):
    leads(salesforce, 3)
    elsewhere = "https://salesforce.example.org/query/2"
    salesforce.fail(QUERY, Fault(body={"totalSize": 3, "done": False, "records": [], "nextRecordsUrl": elsewhere}))
    with pytest.raises(
        IngestError, match="a request was not sent: 'salesforce.example.org' is not a host of Salesforce"
    ):
        site.extract()


def test_A04_what_is_inserted_and_deleted_between_pages_shifts_nothing(site, salesforce):
    ids = leads(salesforce, 6)

    def meanwhile() -> None:
        salesforce.purge("Lead", ids[0])
        salesforce.put("Lead", ids[5], stamp(hours=1))
        salesforce.put("Lead", "00Q000000000009AAA", stamp(hours=1))

    salesforce.fail(NEXT, meanwhile)
    site.run()
    assert live(site) == set(ids)
    site.run(at(hours=2))
    assert live(site) == {*ids, "00Q000000000009AAA"}


def test_A05_of_many_with_one_stamp_at_the_edge_of_a_page_none_is_lost(site, salesforce, monkeypatch):
    monkeypatch.setattr("orchestration.sources.api.extract.PIECE", 100)
    salesforce.page_size = 100
    ids = [f"00Q{number:012}AAA" for number in range(250)]
    for identifier in ids:
        salesforce.put("Lead", identifier, stamp(hours=-3))
    salesforce.fail(NEXT, Fault(404))
    with pytest.raises(IngestError):
        site.extract()
    site.run(at(minutes=1))
    assert len(site.rows("lead", "id")) == 250
    assert live(site) == set(ids)


def test_A06_a_cursor_ahead_of_now_is_an_error_that_says_by_how_much(site, salesforce):
    leads(salesforce, 1)
    site.extract()
    with site.ledger.connect() as ledger:
        ledger.execute("update cursors set reached_at = '2099-06-03T12:00:00+00:00'")
    with pytest.raises(
        IngestError, match="the cursor of lead is ahead of the source by 27,393.0 days. Nothing was read"
    ):
        site.extract(at(hours=1))
    assert len(salesforce.asked(QUERY)) == 1


def test_A06_a_record_from_the_future_does_not_hide_the_present(site, salesforce):
    leads(salesforce, 1)
    salesforce.put("Lead", "00Q000000000009AAA", stamp(days=20_000))
    site.run()
    salesforce.put("Lead", "00Q000000000008AAA", stamp(hours=1))
    site.run(at(hours=2))
    assert "00Q000000000008AAA" in live(site)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("update cursors set version = 0", "is of version 0, and this Leadhouse reads 1"),
        ("update cursors set reached_at = '2024-06'", "holds no moment"),
    ],
)
def test_A07_a_cursor_that_cannot_be_read_is_an_error_with_a_remedy(site, salesforce, damage, message):
    ids = leads(salesforce, 3)
    site.run()
    with site.ledger.connect() as ledger:
        ledger.execute(damage)
    with pytest.raises(IngestError, match=message):
        site.extract(at(hours=1))
    with site.ledger.connect() as ledger:
        ledger.execute("delete from cursors where source_system = 'salesforce'")
    site.run(at(hours=1))
    assert live(site) == set(ids)


def test_A07_a_damaged_ledger_stops_the_run(site, salesforce):
    leads(salesforce, 3)
    site.extract()
    site.settings.home.ledger.write_bytes(site.settings.home.ledger.read_bytes()[:100] + b"no database" * 50)
    with pytest.raises(LeadhouseError, match="The ledger .* is damaged: .*leadhouse restore"):
        site.extract(at(hours=1))
    assert len(salesforce.asked(QUERY)) == 1


def test_A07_without_cursors_everything_is_read_again_and_nothing_changes(site, salesforce):
    leads(salesforce, 3)
    site.run()
    before = site.rows("lead", "id, system_modstamp")
    with site.ledger.connect() as ledger:
        ledger.execute("delete from cursors")
    site.run(at(hours=1))
    assert salesforce.asked(QUERY)[-1].query["q"].count("1990-01-01") == 1
    assert site.rows("lead", "id, system_modstamp") == before


def test_A08_a_record_that_shows_late_is_found_in_the_overlap(site, salesforce):
    leads(salesforce, 3)
    salesforce.put("Lead", "00Q000000000009AAA", stamp(minutes=-90))
    salesforce.hidden.add("00Q000000000009AAA")
    site.run()
    assert "00Q000000000009AAA" not in live(site)
    salesforce.hidden.clear()
    site.run(at(hours=1))
    assert "00Q000000000009AAA" in live(site)


def test_A09_a_record_that_is_gone_without_a_word_is_found_gone_by_the_weekly_comparison(site, salesforce):
    ids = leads(salesforce, 3, Status="New")
    site.run()
    salesforce.purge("Lead", ids[1])
    site.run(at(days=1))
    assert ids[1] in live(site)
    site.run(WEEKLY)
    assert live(site) == {ids[0], ids[2]}
    # Its history stays: it was there until it was noticed.
    gone = [row for row in site.rows("lead", "id, status, _fivetran_deleted, system_modstamp") if row[0] == ids[1]]
    assert [row[1:3] for row in gone] == [("New", True), ("New", None)]
    assert WEEKLY.replace(tzinfo=None) in {row[3] for row in gone}


def test_A09_a_record_in_the_bin_is_deleted_at_once_and_its_end_is_no_news(site, salesforce):
    ids = leads(salesforce, 3)
    site.run()
    salesforce.put("Lead", ids[1], stamp(hours=1), IsDeleted=True)
    site.run(at(hours=2))
    assert live(site) == {ids[0], ids[2]}
    salesforce.purge("Lead", ids[1])
    landed = site.extract(WEEKLY)
    assert [file.noticed for file in landed] == [False]


def test_A09_when_too_many_are_gone_at_once_nobody_is_deleted(site, salesforce):
    ids = leads(salesforce, 60)
    salesforce.page_size = 100
    site.run()
    for identifier in ids[:30]:
        salesforce.purge("Lead", identifier)
    with pytest.raises(
        IngestError, match="30 of 60 records of lead are no longer there. Nothing was marked as deleted"
    ):
        site.run(WEEKLY)
    assert live(site) == set(ids)


def test_A10_a_record_that_is_restored_is_there_again_once(site, salesforce):
    ids = leads(salesforce, 2)
    site.run()
    salesforce.put("Lead", ids[0], stamp(hours=1), IsDeleted=True)
    site.run(at(hours=2))
    assert live(site) == {ids[1]}
    salesforce.put("Lead", ids[0], stamp(hours=3), IsDeleted=False)
    site.run(at(hours=4))
    assert live(site) == set(ids)


def test_A10_a_record_that_was_gone_without_a_word_may_come_back_as_it_was(site, salesforce):
    ids = leads(salesforce, 3)
    site.run()
    record = salesforce.purge("Lead", ids[1])
    site.run(WEEKLY)
    assert live(site) == {ids[0], ids[2]}
    salesforce.restore("Lead", record)
    site.run(WEEKLY + timedelta(days=8))
    assert live(site) == set(ids)
    salesforce.put("Lead", ids[1], stamp(days=20), Status="Working")
    site.run(at(days=21))
    assert live(site) == set(ids)


def test_A12_a_conversion_lands_with_its_targets_and_so_does_one_that_names_none(site, salesforce):
    whole, broken = leads(salesforce, 2, IsConverted=False)
    site.run()
    salesforce.put("Lead", whole, stamp(hours=1), IsConverted=True, ConvertedContactId="003000000000001AAA")
    salesforce.put("Lead", broken, stamp(hours=1), IsConverted=True, ConvertedContactId=None)
    site.run(at(hours=2))
    assert site.rows("lead", "id, is_converted, converted_contact_id", "system_modstamp desc") == [
        (whole, True, "003000000000001AAA"),
        (broken, True, None),
    ]


def test_A13_a_formula_that_changes_without_a_stamp_is_found_by_the_weekly_comparison(site, salesforce):
    ids = leads(salesforce, 3, Rating="Cold", Industry="Steel")
    site.run()
    salesforce.change_quietly("Lead", ids[0], Industry="Retail")
    site.run(at(days=1))
    industries = site.rows("lead", "id, industry", "system_modstamp desc")
    assert dict(industries)[ids[0]] == "Steel"
    site.run(WEEKLY)
    assert dict(site.rows("lead", "id, industry", "system_modstamp desc"))[ids[0]] == "Retail"
    # And back: the same file as the first, but news.
    salesforce.change_quietly("Lead", ids[0], Industry="Steel")
    site.run(WEEKLY + timedelta(days=8))
    assert dict(site.rows("lead", "id, industry", "system_modstamp desc"))[ids[0]] == "Steel"


def test_A21_the_same_page_again_is_an_end_and_an_error(site, salesforce):
    leads(salesforce, 5)
    page = {"totalSize": 5, "done": False, "records": [], "nextRecordsUrl": "/services/data/v62.0/query/01g0-2"}
    salesforce.fail(NEXT, *[Fault(body=page)] * 5)
    with pytest.raises(IngestError, match="/query/01g0-2 leads to the same page again. Its paging does not end"):
        site.extract()
    assert len(salesforce.asked(NEXT)) == 2


def test_A21_pages_without_records_end_too(site, salesforce, monkeypatch):
    monkeypatch.setattr("orchestration.sources.api.connection.MOST_EMPTY_PAGES", 4)
    leads(salesforce, 5)
    monkeypatch.setattr(
        salesforce,
        "_page",
        lambda locator, offset: Answer(
            {"totalSize": 5, "records": [], "nextRecordsUrl": f"/services/data/v62.0/query/01g0-{offset + 2}"}
        ),
    )
    with pytest.raises(IngestError, match="sent 4 pages without a record. Its paging does not end"):
        site.extract()


RUN = """
from pathlib import Path
from orchestration.settings import load_settings
from orchestration.sources.api import extract
from tests.fakes.site import SHORT, at
extract.PIECE = 2
settings = load_settings(Path("{config}"), Path("{home}"))
extract.extract_source(settings, settings.sources[0], at(hours=1), SHORT)
"""


@pytest.mark.parametrize("page", [1, 3])
def test_O01_killed_at_any_page_it_goes_on_without_a_gap(site, salesforce, page):
    ids = leads(salesforce, 7)
    script = RUN.format(config=site.settings.config_path, home=site.settings.home.path)
    running = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    salesforce.fail(NEXT, *[None] * (page - 1), running.kill)
    assert running.wait(timeout=60) != 0
    assert len(site.files("lead")) == page
    site.run(at(hours=2))
    assert live(site) == set(ids)
    assert not list(site.settings.home.landing.rglob(".unfinished*"))


def test_a_run_with_nothing_new_asks_once_and_lands_nothing(site, salesforce):
    leads(salesforce, 1)
    site.run(NOON)
    assert site.extract(at(days=3)) != []
    files = site.files("lead")
    site.extract(at(days=4))
    assert site.files("lead") == files


def test_A20_a_forged_call_reaches_nobody_as_nothing_listens(site, salesforce, monkeypatch):
    leads(salesforce, 2)

    def refuse(*_):
        raise AssertionError("a run opened a socket for others to call")

    monkeypatch.setattr(socket.socket, "listen", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)
    (report,) = site.run()
    assert report.rows_loaded == 2
