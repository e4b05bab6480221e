"""What a run does with configured CRMs: asks them, loads what they sent, and knows when nothing came."""

from datetime import UTC, datetime

import duckdb
import pytest
from dagster import AssetSelection, DagsterInstance, materialize

from orchestration.assets import landed_files, raw_tables
from orchestration.fetch import fetch, fetched_in_words
from orchestration.found_files import something_new
from orchestration.surroundings import Surroundings
from tests.fakes.salesforce import FakeSalesforce
from tests.fakes.site import Site


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_CLIENT_ID", "id")
    monkeypatch.setenv("TEST_CLIENT_SECRET", "secret")
    fake = FakeSalesforce()
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    fake.put("Lead", "00Q000000000001AAA", stamp, Email="ada@example.com")
    yield Site(tmp_path, fake, "salesforce", ["client_id", "client_secret"], "lead")
    fake.stop()


def test_the_asset_of_a_crm_fetches_and_the_next_one_loads(site):
    surroundings = Surroundings(config=str(site.settings.config_path), home=str(site.settings.home.path))
    assets = [*landed_files(), *raw_tables()]
    with DagsterInstance.ephemeral() as instance:
        result = materialize(
            assets,
            selection=AssetSelection.assets(
                ["landing", "salesforce"], ["raw_salesforce", "lead"]
            ).required_multi_asset_neighbors(),
            resources={"surroundings": surroundings},
            instance=instance,
        )
    assert result.success
    with duckdb.connect(str(site.settings.home.warehouse), read_only=True) as warehouse:
        assert warehouse.sql("select email from raw_salesforce.lead").fetchall() == [("ada@example.com",)]


def test_what_was_fetched_is_new_until_it_is_loaded(site):
    assert not something_new(site.settings, site.ledger)
    rows = fetch(site.settings)
    assert rows == {"salesforce.lead": 1}
    assert fetched_in_words(rows) == "1 fetched"
    assert something_new(site.settings, site.ledger)
    site.run(datetime.now(UTC))
    assert not something_new(site.settings, site.ledger)
    # Read again within the overlap, known to the landing zone and to the gate: nothing to run for.
    fetch(site.settings)
    assert not something_new(site.settings, site.ledger)


def test_a_kind_of_crm_that_is_not_configured_is_not_asked(site):
    assert fetch(site.settings, api="hubspot") == {}
    assert fetched_in_words({}) == ""
