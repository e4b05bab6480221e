"""Salesforce through its API: what landed is what it holds, and what changed since."""

import pytest

from orchestration.errors import ConfigError, IngestError
from tests.fakes.salesforce import FakeSalesforce
from tests.fakes.server import Fault
from tests.fakes.site import CANARY, Site, at, stamp

ADA, BOB, CYD = "00Q000000000001AAA", "00Q000000000002AAA", "00Q000000000003AAA"


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


def test_every_page_lands_and_every_row_passes_the_gate(site, salesforce):
    for number in range(5):
        salesforce.put("Lead", f"00Q00000000000{number}AAA", stamp(hours=number - 9), Email=f"{number}@example.com")
    (report,) = site.run()
    assert (report.rows_read, report.rows_loaded) == (5, 5)
    assert salesforce.counts["pages"] == 3
    assert site.rows("lead", "id, email, is_deleted")[4] == ("00Q000000000004AAA", "4@example.com", False)


def test_fields_are_asked_for_by_the_names_the_organisation_gives_them(site, salesforce):
    salesforce.put("Lead", ADA, stamp(hours=-9), NumberOfEmployees=40, Segment__c="A", FirstName="Ada")
    site.run()
    (query,) = salesforce.asked("queryAll")
    assert "NumberOfEmployees" in query.query["q"]
    # Of the contract's columns those that the organisation has, and no others: Website is not among its fields.
    assert "Segment__c" not in query.query["q"]
    assert "Website" not in query.query["q"]
    assert site.rows("lead", "number_of_employees, first_name, website") == [(40, "Ada", None)]


def test_a_second_run_asks_only_for_what_changed(site, salesforce):
    salesforce.put("Lead", ADA, stamp(hours=-9), Status="New")
    salesforce.put("Lead", BOB, stamp(hours=-5), Status="New")
    site.run()
    salesforce.put("Lead", ADA, stamp(hours=1), Status="Working")
    (landed,) = site.extract(at(hours=2))
    assert "SystemModstamp >= 2024-06-03T05:00:00.000Z" in salesforce.asked("queryAll")[-1].query["q"]
    # Bob stands within the overlap, so he is read again, and known to the gate.
    assert landed.rows == 2
    site.run(at(hours=3))
    assert site.rows("lead", "id, status") == [(ADA, "New"), (ADA, "Working"), (BOB, "New")]


def test_what_was_read_again_is_not_loaded_again(site, salesforce):
    salesforce.put("Lead", ADA, stamp(hours=-9))
    site.run()
    site.run(at(hours=1))
    files = site.files("lead")
    (known, again) = site.run(at(hours=2))
    assert site.files("lead") == files
    assert known.already_loaded
    assert again.already_loaded


def test_numbers_keep_their_digits(tmp_path, salesforce, site):
    site = Site(tmp_path, salesforce, "salesforce", ["client_id", "client_secret"], "opportunity")
    salesforce.put("Opportunity", "006000000000001AAA", stamp(hours=-9), Amount=1e17, Probability=65)
    salesforce.put("Opportunity", "006000000000002AAA", stamp(hours=-9), Amount=0.1 + 0.2, Probability=None)
    site.extract()
    assert site.landed_rows("opportunity", "amount, probability") == [
        ("0.30000000000000004", None),
        ("100000000000000000", "65"),
    ]


def test_a_converted_lead_lands_with_what_it_became(site, salesforce):
    salesforce.put("Lead", ADA, stamp(hours=-9), IsConverted=False, ConvertedContactId=None)
    site.run()
    salesforce.put("Lead", ADA, stamp(hours=1), IsConverted=True, ConvertedContactId="003000000000001AAA")
    site.run(at(hours=2))
    assert site.rows("lead", "is_converted, converted_contact_id") == [
        (False, None),
        (True, "003000000000001AAA"),
    ]


def test_a_merged_lead_lands_deleted_and_names_the_one_it_became(site, salesforce):
    salesforce.put("Lead", ADA, stamp(hours=-9))
    salesforce.put("Lead", BOB, stamp(hours=-9), MasterRecordId=None)
    site.run()
    salesforce.put("Lead", BOB, stamp(hours=1), IsDeleted=True, MasterRecordId=ADA)
    site.run(at(hours=2))
    assert site.rows("lead", "id, is_deleted, master_record_id", "system_modstamp desc") == [
        (ADA, False, None),
        (BOB, True, ADA),
    ]


def test_a_long_reading_lands_in_pieces_and_goes_on_from_the_last(site, salesforce, monkeypatch):
    monkeypatch.setattr("orchestration.sources.api.extract.PIECE", 2)
    for number in range(6):
        salesforce.put("Lead", f"00Q00000000000{number}AAA", stamp(days=number - 9))
    salesforce.fail("/query/", None, Fault(404))
    with pytest.raises(IngestError, match="answered 404"):
        site.extract()
    assert len(site.files("lead")) == 2
    site.extract()
    assert "SystemModstamp >= 2024-05-28T10:00:00.000Z" in salesforce.asked("queryAll")[-1].query["q"]
    assert len(set(site.landed_rows("lead", "id"))) == 6


def test_an_object_that_there_is_not_is_named_with_the_nearest(tmp_path, salesforce, site):
    site = Site(tmp_path, salesforce, "salesforce", ["client_id", "client_secret"], "leads")
    with pytest.raises(ConfigError, match="no object 'leads'. Did you mean 'lead'"):
        site.extract()
    assert not salesforce.requests
