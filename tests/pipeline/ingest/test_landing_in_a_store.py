"""Files land at a prefix of an object store: the gate, the replay, restoring and erasing read them from there."""

import hashlib
import json
import uuid
from collections.abc import Iterator

import pytest
from upath import UPath

from orchestration.errors import ConfigError, LandingDamaged
from orchestration.file_hashes import FileHashes
from orchestration.found_files import something_new
from orchestration.ingest import ingest_source
from orchestration.landing import find_files
from orchestration.quarantine import replay
from orchestration.restore import restore
from orchestration.settings import Settings, load_settings
from orchestration.verify import verify
from tests.fakes.hubspot import FakeHubSpot
from tests.fakes.site import Site, at, stamp
from tests.pipeline.ingest.conftest import LEADS, NOW
from tests.pipeline.ingest.test_erased_people import CANARY, CSV

ENTRY = {"entity": "leads", "path": "*.csv", "columns": LEADS}
HEADER = "id,created,email,note\n"


@pytest.fixture
def store() -> UPath:
    """A prefix of a store that lives in this process; nobody else knows it."""
    return UPath(f"memory://{uuid.uuid4()}/landing")


@pytest.fixture
def load(inbox, store):
    """Load all CSV files of the inbox under one map, by way of the store."""

    def loaded(**columns) -> Settings:
        entry = {**ENTRY, "columns": {**LEADS, **columns}}
        config = inbox.directory / "leadhouse.yml"
        config.write_text(json.dumps({"landing": str(store), "files": [entry]}))
        settings = load_settings(config, inbox.directory / "home")
        ingest_source(settings, inbox.ledger(settings), "files", NOW)
        return settings

    return loaded


def contents(store: UPath) -> dict[str, bytes]:
    return {str(path.relative_to(store)): path.read_bytes() for path in store.glob("*/*/*")}


def verdicts(settings: Settings) -> dict[str, list[str]]:
    return {verdict.part: verdict.damage for verdict in verify(settings)}


def test_a_file_lands_in_the_store_and_nowhere_else(inbox, store, load):
    file = inbox.put("a.csv", CSV)
    settings = load()
    assert inbox.leads() == ["1", "2", "3"]
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert contents(store) == {f"files/files.leads/{digest}.csv": file.read_bytes()}
    assert not (settings.home.path / "landing").exists()
    assert [path for path in settings.home.staging.rglob("*") if path.is_file()] == []
    assert not something_new(settings, inbox.ledger(settings))
    assert verdicts(settings)["landing"] == []


def test_misfits_are_replayed_from_the_store(inbox, store, load):
    inbox.put("a.csv", HEADER + "1,01/02/2024,a@x.com,hello\n")
    load()
    assert inbox.misfits("reason") == [("DATE_FORMAT",)]
    (inbox.directory / "a.csv").unlink()
    inbox.put("b.csv", HEADER + "2,2024-01-01,b@x.com,hello\n")
    settings = load(created_at={"column": "created", "formats": ["%d/%m/%Y", "%Y-%m-%d"]})
    assert [report.rows_loaded for report in replay(settings, inbox.ledger(settings), NOW)] == [1]
    assert sorted(inbox.leads()) == ["1", "2"]


def test_V10_a_warehouse_is_made_anew_from_the_store(inbox, store, load):
    inbox.put("a.csv", CSV)
    settings = load()
    (inbox.directory / "a.csv").unlink()
    settings.home.warehouse.unlink()
    said = list(restore(settings, NOW))
    assert said[0].startswith("The warehouse was made anew: 1 files, 3 rows.")
    assert inbox.leads() == ["1", "2", "3"]


def test_V10_damage_in_the_store_is_told_and_mended_from_the_inbox(inbox, store, load):
    inbox.put("a.csv", CSV)
    settings = load()
    [landed] = store.glob("*/*/*")
    landed.write_bytes(CSV.encode()[:-5])
    assert "is damaged" in verdicts(settings)["landing"][0]
    (inbox.directory / "a.csv").rename(inbox.directory / "away")
    with pytest.raises((ConfigError, LandingDamaged)):
        list(restore(settings, NOW))
    (inbox.directory / "away").rename(inbox.directory / "a.csv")
    list(restore(settings, NOW))
    assert landed.read_bytes() == CSV.encode()
    [aside] = (settings.home.path / "damaged").rglob("*.csv")
    assert aside.read_bytes() == CSV.encode()[:-5]


def test_O11_who_was_erased_is_in_no_file_of_the_store(inbox, store, load, erased):
    erased(("email", CANARY))
    inbox.put("a.csv", CSV)
    load()
    assert inbox.leads() == ["1", "3"]
    [content] = contents(store).values()
    assert CANARY.encode() not in content
    assert b"bob@b.example" in content


@pytest.fixture
def hubspot(monkeypatch) -> Iterator[FakeHubSpot]:
    fake = FakeHubSpot()
    monkeypatch.setenv("TEST_ACCESS_TOKEN", fake.token)
    yield fake
    fake.stop()


def test_what_an_api_sends_lands_in_the_store(tmp_path, store, hubspot):
    site = Site(tmp_path, hubspot, "hubspot", ["access_token"], "contact", landing=str(store))
    for day in (9, 8):
        hubspot.put("contacts", str(day), stamp(days=-day), email=f"{day}@example.com", lifecyclestage="lead")
    site.run()
    hubspot.put("contacts", "9", stamp(hours=1), lifecyclestage="customer")
    site.run(at(hours=2))
    latest = site.rows("contact", "id, property_lifecyclestage", "property_lastmodifieddate desc nulls last")
    assert latest == [("8", "lead"), ("9", "customer")]
    assert len(list((store / "hubspot" / "hubspot.contact").glob("*.parquet"))) == 2
    assert not (site.settings.home.path / "landing").exists()


@pytest.mark.parametrize("landing", ["store", ""])
def test_what_an_api_sent_is_loaded_as_it_landed(landing, tmp_path, store, hubspot):
    site = Site(tmp_path, hubspot, "hubspot", ["access_token"], "contact", landing=landing and str(store))
    landed = []
    for hour in range(5):
        hubspot.put("contacts", "9", stamp(hours=hour), email="9@example.com")
        landed += [sent.file.path.name for sent in site.extract(at(hours=hour, minutes=1))]
    assert landed != sorted(landed)
    [entry] = [entry for entry in site.settings.files if entry.table == "hubspot.contact"]
    assert [path.name for path in find_files(entry)] == landed


@pytest.mark.parametrize("mark", ["ETag", "etag", "nothing of the kind"])
def test_what_lies_in_the_store_is_read_once(tmp_path, store, monkeypatch, mark):
    file = store / "a.parquet"
    store.mkdir(parents=True)
    file.write_bytes(b"1234")
    told = file.fs.info(file.path)

    def said(**more):
        monkeypatch.setattr(file.fs, "info", lambda path: {**told, **more})

    hashes = FileHashes(tmp_path)
    said(**{mark: "first"}, Owner="listed with it")
    assert hashes.read(file) == hashlib.sha256(b"1234").hexdigest()
    hashes.keep()
    said(**{mark: "first"}, ContentType="asked for by itself")
    assert FileHashes(tmp_path).remembered(file) == hashlib.sha256(b"1234").hexdigest()
    file.write_bytes(b"5678")
    said(**{mark: "second"})
    assert FileHashes(tmp_path).remembered(file) is None


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("s3://key:secret@bucket/x", "holds no credentials"),
        ("/mnt/landing", "is no address of an object store"),
        ("file:///mnt/landing", "is no address of an object store"),
        ("nowhere://bucket", "cannot be reached from here"),
    ],
)
def test_O06_an_address_that_cannot_serve_is_refused_without_its_secrets(tmp_path, address, told):
    config = tmp_path / "leadhouse.yml"
    config.write_text(json.dumps({"landing": address}))
    with pytest.raises(ConfigError, match=told) as refused:
        load_settings(config, tmp_path / "home")
    assert "secret" not in str(refused.value)
