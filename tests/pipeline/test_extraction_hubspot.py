"""HubSpot through its API: what landed is what it holds, with its past, its associations and its merges."""

import pytest

from orchestration.errors import IngestError
from tests.fakes.hubspot import FakeHubSpot
from tests.fakes.server import Fault
from tests.fakes.site import Site, at, stamp

LATEST = "property_lastmodifieddate desc nulls last"


@pytest.fixture
def hubspot():
    fake = FakeHubSpot()
    yield fake
    fake.stop()


@pytest.fixture
def site_of(tmp_path, hubspot, monkeypatch):
    monkeypatch.setenv("TEST_ACCESS_TOKEN", hubspot.token)
    return lambda *objects: Site(tmp_path, hubspot, "hubspot", ["access_token"], *objects)


def live(site: Site) -> set[str]:
    rows = site.rows("contact", "id, coalesce(is_deleted, false) or coalesce(_fivetran_deleted, false)", LATEST)
    return {identifier for identifier, is_deleted in rows if not is_deleted}


def test_contacts_land_with_the_past_of_their_stages(site_of, hubspot):
    site = site_of("contact")
    for number in range(1, 6):
        hubspot.put("contacts", str(number), stamp(days=-9), email=f"{number}@example.com", lifecyclestage="lead")
    hubspot.put("contacts", "3", stamp(days=-1), lifecyclestage="marketingqualifiedlead", jobtitle=None)
    site.run()
    assert site.rows("contact", "id, property_email")[4] == ("5", "5@example.com")
    past = site.rows("contact_property_history", "name, value, timestamp", None)
    assert len(past) == 6
    assert ("lifecyclestage", "marketingqualifiedlead", at(days=-1).replace(tzinfo=None)) in past
    assert site.quarantined() == []


def test_what_changed_is_found_by_search_and_read_by_id(site_of, hubspot):
    site = site_of("contact")
    for number in range(1, 8):
        hubspot.put("contacts", str(number), stamp(days=number - 9), lifecyclestage="lead")
    site.run()
    for number in (2, 4, 5):
        hubspot.put("contacts", str(number), stamp(hours=1), lifecyclestage="customer")
    site.run(at(hours=2))
    searches = hubspot.asked("/search")
    assert [search.body["filterGroups"][0]["filters"][1:] for search in searches] == [
        [],
        [{"propertyName": "hs_object_id", "operator": "GT", "value": "4"}],
    ]
    stages = dict(site.rows("contact", "id, property_lifecyclestage", LATEST))
    assert [identifier for identifier, stage in stages.items() if stage == "customer"] == ["2", "4", "5"]


def test_A04_a_change_between_pages_of_a_search_moves_no_other_record(site_of, hubspot):
    site = site_of("contact")
    for number in range(1, 8):
        hubspot.put("contacts", str(number), stamp(days=-9))
    site.run()
    for number in range(1, 8):
        hubspot.put("contacts", str(number), stamp(hours=1), jobtitle="CTO")
    hubspot.fail("/search", None, lambda: hubspot.put("contacts", "1", stamp(hours=3), jobtitle="CEO"))
    site.run(at(hours=2))
    titles = dict(site.rows("contact", "id, property_jobtitle", LATEST))
    assert set(titles.values()) <= {"CTO", "CEO"}
    site.run(at(hours=4))
    assert dict(site.rows("contact", "id, property_jobtitle", LATEST))["1"] == "CEO"


def test_A06_a_contact_from_the_future_does_not_hide_the_present(site_of, hubspot):
    site = site_of("contact")
    hubspot.put("contacts", "1", stamp(days=20_000))
    hubspot.put("contacts", "2", stamp(hours=-1))
    site.run()
    hubspot.put("contacts", "2", stamp(hours=1), jobtitle="CTO")
    site.run(at(hours=2))
    assert dict(site.rows("contact", "id, property_jobtitle", LATEST)) == {"1": None, "2": "CTO"}


def test_A08_what_the_search_shows_late_is_found_in_the_overlap(site_of, hubspot):
    site = site_of("contact")
    hubspot.put("contacts", "1", stamp(hours=-3))
    site.run()
    hubspot.put("contacts", "1", stamp(hours=1), jobtitle="CTO")
    hubspot.put("contacts", "2", stamp(hours=2))
    hubspot.hidden.add("1")
    site.run(at(hours=3))
    hubspot.hidden.clear()
    site.run(at(hours=4))
    assert dict(site.rows("contact", "id, property_jobtitle", LATEST)) == {"1": "CTO", "2": None}


def test_A10_an_archived_contact_is_deleted_and_a_restored_one_is_not(site_of, hubspot):
    site = site_of("contact")
    hubspot.put("contacts", "1", stamp(days=-9))
    hubspot.put("contacts", "2", stamp(days=-9))
    site.run()
    hubspot.archive("contacts", "1", stamp(hours=1))
    site.run(at(hours=2))
    assert live(site) == {"2"}
    hubspot.archive("contacts", "1", None)
    hubspot.put("contacts", "1", stamp(hours=3))
    site.run(at(hours=4))
    assert live(site) == {"1", "2"}


def test_A10_a_contact_restored_without_a_stamp_is_back_with_the_weekly_comparison(site_of, hubspot):
    site = site_of("contact")
    hubspot.put("contacts", "1", stamp(days=-9))
    site.run()
    hubspot.archive("contacts", "1", stamp(hours=1))
    site.run(at(hours=2))
    hubspot.archive("contacts", "1", None)
    site.run(at(days=8))
    assert live(site) == {"1"}


def test_A09_a_contact_that_was_erased_is_found_gone(site_of, hubspot):
    site = site_of("contact")
    hubspot.put("contacts", "1", stamp(days=-9))
    hubspot.put("contacts", "2", stamp(days=-9))
    site.run()
    del hubspot._objects["contacts"]["1"]
    site.run(at(days=8))
    assert live(site) == {"2"}


def test_A11_a_chain_of_merges_ends_in_the_contact_that_names_them_all(site_of, hubspot):
    site = site_of("contact")
    for number in (1, 2, 3):
        hubspot.put("contacts", str(number), stamp(days=-9), email=f"{number}@example.com")
    site.run()
    hubspot.merge("contacts", "1", "2", stamp(hours=1))
    site.run(at(hours=2))
    hubspot.merge("contacts", "2", "3", stamp(hours=3))
    site.run(at(hours=4))
    assert dict(site.rows("contact", "id, property_hs_merged_object_ids", LATEST)) == {"1": None, "2": "1", "3": "1;2"}
    # The two that were merged away are gone; that they are the third is written down.
    site.run(at(days=8))
    assert live(site) == {"3"}


def test_deals_land_with_their_stages_contacts_and_companies(site_of, hubspot):
    site = site_of("deal")
    hubspot.put(
        "deals", "7", stamp(days=-9), dealname="Rollout", pipeline="default", dealstage="appointment", amount="1.5"
    )
    hubspot.put("deals", "7", stamp(days=-5), dealstage="closedwon")
    for company in ("10", "11", "12"):
        hubspot.link("deals", "7", "companies", company, 5 if company == "11" else 341)
    hubspot.link("deals", "7", "contacts", "1")
    site.run()
    assert site.rows("deal", "deal_id, deal_pipeline_id, deal_pipeline_stage_id, property_amount") == [
        ("7", "default", "closedwon", pytest.approx(1.5))
    ]
    assert [row[0] for row in site.rows("deal_stage", "value")] == ["appointment", "closedwon"]
    assert site.rows("deal_company", "company_id, type_id") == [("10", "341"), ("11", "5"), ("12", "341")]
    assert site.rows("deal_contact", "contact_id, type_id") == [("1", "3")]


def test_an_association_that_ended_is_gone_and_one_that_is_back_is_back(site_of, hubspot):
    site = site_of("deal")
    hubspot.put("deals", "7", stamp(days=-9), dealname="Rollout")
    hubspot.link("deals", "7", "contacts", "1")
    hubspot.link("deals", "7", "contacts", "2")

    def contacts() -> list[str]:
        rows = site.rows("deal_contact", "contact_id, coalesce(_fivetran_deleted, false)", "_loaded_at desc")
        return [contact for contact, is_gone in rows if not is_gone]

    site.run()
    hubspot.unlink("deals", "contacts", "1")
    hubspot.put("deals", "7", stamp(hours=1))
    site.run(at(hours=2))
    assert contacts() == ["2"]
    hubspot.link("deals", "7", "contacts", "1")
    hubspot.put("deals", "7", stamp(hours=3))
    site.run(at(hours=4))
    assert contacts() == ["1", "2"]


def test_stages_of_pipelines_land_when_they_change_and_only_then(site_of, hubspot):
    site = site_of("deal_pipeline")
    won = {"id": "s2", "label": "Won", "metadata": {"isClosed": "true", "probability": "1.0"}}
    opened = {"id": "s1", "label": "Open", "metadata": {"isClosed": "false", "probability": "0.2"}}
    hubspot.lists["crm/v3/pipelines/deals"] = [{"id": "p", "label": "Sales", "stages": [opened, won]}]
    site.run()
    assert site.rows("deal_pipeline_stage", "stage_id, label, probability, closed_won") == [
        ("s1", "Open", 0.2, False),
        ("s2", "Won", 1.0, True),
    ]
    assert site.extract(at(hours=1)) == []
    opened["label"] = "First talk"
    site.run(at(hours=2))
    opened["label"] = "Open"
    site.run(at(hours=3))
    labels = site.rows("deal_pipeline_stage", "label", "_loaded_at desc")
    assert labels == [("Open",), ("Won",)]


def test_forms_of_contacts_land_with_the_day_they_were_sent(site_of, hubspot):
    site = site_of("contact", "form")
    hubspot.put("contacts", "1", stamp(days=-9))
    sent = int(at(days=-1).timestamp() * 1000)
    hubspot.forms["1"] = [
        {
            "conversion-id": "c",
            "form-id": "f",
            "page-url": "https://example.com/demo",
            "title": "Demo",
            "timestamp": sent,
        }
    ]
    hubspot.lists["marketing/v3/forms"] = [{"id": "f", "name": "Demo", "createdAt": "2024-01-01T00:00:00Z"}]
    site.run()
    assert site.rows("contact_form_submission", "conversion_id, contact_id, form_id, page_url, timestamp") == [
        ("c", "1", "f", "https://example.com/demo", at(days=-1).replace(tzinfo=None))
    ]
    assert site.rows("form", "guid, name") == [("f", "Demo")]


def test_mail_events_land_with_their_details_and_are_not_read_again_whole(site_of, hubspot):
    site = site_of("email_event", "email_campaign")
    day = int(at(days=-1).timestamp() * 1000)
    hubspot.lists["events"] = [
        {"id": "a", "type": "SENT", "recipient": "a@example.com", "created": day, "emailCampaignId": 5},
        {"id": "b", "type": "CLICK", "recipient": "a@example.com", "created": day, "url": "https://example.com"},
        {"id": "c", "type": "OPEN", "recipient": "a@example.com", "created": day, "filteredEvent": True},
    ]
    hubspot.lists["campaigns"] = [{"id": 5, "name": "Spring", "subject": "News", "lastUpdatedTime": day}]
    site.run()
    assert site.rows("email_event", "id, type, email_campaign_id, filtered_event") == [
        ("a", "SENT", "5", None),
        ("b", "CLICK", None, None),
        ("c", "OPEN", None, True),
    ]
    assert site.rows("email_event_click", "id, url") == [("b", "https://example.com")]
    assert site.rows("email_campaign", "id, name") == [("5", "Spring")]
    site.run(at(days=3))
    assert int(hubspot.asked("v1/events")[-1].query["startTimestamp"]) > day - 8 * 3_600_000


def test_calls_land_with_those_who_were_called(site_of, hubspot):
    site = site_of("engagement_call")
    hubspot.put("calls", "9", stamp(days=-1), hs_call_status="COMPLETED", hs_timestamp=stamp(days=-1))
    hubspot.link("calls", "9", "contacts", "1", 194)
    site.run()
    assert site.rows("engagement_call", "engagement_id, property_hs_call_status") == [("9", "COMPLETED")]
    assert site.rows("engagement_contact", "engagement_id, contact_id, type_id") == [("9", "1", "194")]


def test_a_contact_archived_between_search_and_reading_is_no_error_and_another_fault_is(site_of, hubspot):
    site = site_of("contact")
    hubspot.put("contacts", "1", stamp(days=-9))
    site.run()
    hubspot.put("contacts", "1", stamp(hours=1))
    hubspot.fail("batch/read", lambda: hubspot.archive("contacts", "1", stamp(hours=1)))
    site.run(at(hours=2))
    assert live(site) == set()
    hubspot.archive("contacts", "1", None)
    partial = {"status": "COMPLETE", "results": [], "errors": [{"category": "VALIDATION_ERROR"}]}
    hubspot.fail("batch/read", Fault(207, body=partial))
    with pytest.raises(IngestError, match=r"batch/read answered 207 \(VALIDATION_ERROR\)"):
        site.run(at(hours=2, minutes=30))


def test_a_token_without_a_scope_says_which_variable_to_look_at(site_of, hubspot):
    site = site_of("deal")
    missing = {"status": "error", "category": "MISSING_SCOPES", "message": "needs crm.objects.deals.read"}
    hubspot.fail("deals", Fault(403, body=missing))
    with pytest.raises(IngestError, match=r"answered 403 \(MISSING_SCOPES\). Reconnect: see that TEST_ACCESS_TOKEN"):
        site.extract()
