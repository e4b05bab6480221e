"""Account Engagement through its API: prospects and what they did, with the names that loaders gave them."""

import pytest

from orchestration.errors import IngestError
from tests.fakes.pardot import FakePardot
from tests.fakes.server import Fault
from tests.fakes.site import CANARY, Site, at, stamp

LATEST = "updated_at desc"


@pytest.fixture
def pardot():
    fake = FakePardot()
    yield fake
    fake.stop()


@pytest.fixture
def site_of(tmp_path, pardot, monkeypatch):
    monkeypatch.setenv("TEST_CLIENT_ID", "id")
    monkeypatch.setenv("TEST_CLIENT_SECRET", CANARY)
    monkeypatch.setenv("TEST_BUSINESS_UNIT_ID", pardot.business_unit)
    names = ["client_id", "client_secret", "business_unit_id"]
    return lambda *objects: Site(tmp_path, pardot, "pardot", names, *objects)


def test_prospects_land_under_the_names_that_loaders_use(site_of, pardot):
    site = site_of("prospect")
    for number in range(1, 6):
        pardot.put("prospects", number, stamp(days=-9), email=f"{number}@example.com", optedOut=number == 2)
    pardot.put("prospects", 3, stamp(days=-1), salesforceContactId="003000000000001AAA", firstName="Ada")
    site.run()
    assert site.quarantined() == []
    rows = site.rows("prospect", "id, email, first_name, opted_out, crm_contact_fid, is_deleted")
    assert rows[1:3] == [
        ("2", "2@example.com", None, True, None, False),
        ("3", "3@example.com", "Ada", False, "003000000000001AAA", False),
    ]
    assert pardot.counts["pages"] == 3


def test_A04_what_changes_between_pages_belongs_to_the_next_reading(site_of, pardot):
    site = site_of("prospect")
    for number in range(1, 6):
        pardot.put("prospects", number, stamp(days=-9), jobTitle="CTO")
    pardot.fail("prospects", None, lambda: pardot.put("prospects", 1, stamp(hours=1), jobTitle="CEO"))
    site.run()
    site.run(at(hours=2))
    titles = dict(site.rows("prospect", "id, job_title", LATEST))
    assert titles == {"1": "CEO", "2": "CTO", "3": "CTO", "4": "CTO", "5": "CTO"}


def test_a_list_that_ends_at_its_limit_is_followed_by_another(site_of, pardot, monkeypatch):
    monkeypatch.setattr("orchestration.sources.api.pardot.LONGEST_LIST", 3)
    pardot.longest_list = 3
    site = site_of("prospect")
    for number in range(1, 8):
        pardot.put("prospects", number, stamp(days=-9))
    (report,) = site.run()
    assert report.rows_loaded == 7
    assert [request.query.get("idGreaterThan") for request in pardot.asked("prospects")][::2] == ["0", "3", "6"]


def test_A10_a_prospect_in_the_bin_is_deleted_until_it_is_taken_out(site_of, pardot):
    site = site_of("prospect")
    pardot.put("prospects", 1, stamp(days=-9))
    site.run()
    pardot.put("prospects", 1, stamp(hours=1), isDeleted=True)
    site.run(at(hours=2))
    assert site.rows("prospect", "is_deleted", LATEST) == [(True,)]
    pardot.put("prospects", 1, stamp(hours=3), isDeleted=False)
    site.run(at(hours=4))
    assert site.rows("prospect", "is_deleted", LATEST) == [(False,)]


def test_opportunities_land_with_their_prospects_and_those_that_left(site_of, pardot):
    site = site_of("opportunity")
    pardot.put("opportunities", 7, stamp(days=-9), name="Rollout", value=1200.5, probability=65, status="Open")
    pardot.prospects_of[7] = [1, 2]
    site.run()
    assert site.rows("opportunity", "id, probability, is_deleted") == [("7", 65.0, False)]
    assert site.rows("opportunity_prospect", "opportunity_id, prospect_id") == [("7", "1"), ("7", "2")]
    pardot.put("opportunities", 7, stamp(hours=1), status="Won")
    pardot.prospects_of[7] = [2]
    site.run(at(hours=2))
    left = site.rows("opportunity_prospect", "prospect_id, coalesce(_fivetran_deleted, false)", "_loaded_at desc")
    assert left == [("1", True), ("2", False)]


def test_activities_are_asked_for_once_and_not_compared(site_of, pardot):
    site = site_of("visitor_activity", "lifecycle_history")
    pardot.put("visitor-activities", 5, stamp(days=-1), type=2, typeName="Page View", prospectId=1, details="/pricing")
    pardot.put("lifecycle-histories", 6, stamp(days=-1), prospectId=1, previousStageId=1, nextStageId=2)
    site.run()
    assert site.rows("visitor_activity", "id, type, type_name, prospect_id, details") == [
        ("5", "2", "Page View", "1", "/pricing")
    ]
    assert site.rows("lifecycle_history", "id, next_stage_id") == [("6", "2")]
    site.run(at(days=3))
    assert pardot.asked("visitor-activities")[-1].query["updatedAtAfterOrEqualTo"] == "2024-06-02T10:00:00+00:00"
    assert pardot.asked("lifecycle-histories")[-1].query["createdAtAfterOrEqualTo"] == "2024-06-02T10:00:00+00:00"


def test_A01_calls_at_once_pass_and_calls_of_the_day_do_not(site_of, pardot):
    site = site_of("prospect")
    pardot.put("prospects", 1, stamp(days=-9))
    pardot.fail("prospects", Fault(400, body={"code": 66, "message": "exceeded concurrent requests"}))
    assert [landed.rows for landed in site.extract()] == [1]
    pardot.fail("prospects", Fault(400, body={"code": 122, "message": "Daily API rate limit met"}))
    with pytest.raises(IngestError, match=r"prospects answered 400 \(122\). Run again later"):
        site.extract(at(hours=1))


def test_a_wrong_business_unit_is_named_by_its_code(site_of, pardot, monkeypatch):
    monkeypatch.setenv("TEST_BUSINESS_UNIT_ID", "0Uv0000000000000AA")
    with pytest.raises(IngestError, match=r"prospects answered 400 \(181\)"):
        site_of("prospect").extract()
