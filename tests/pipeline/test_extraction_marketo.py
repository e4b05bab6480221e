"""Marketo through its API: people whom changes name, activities with their attributes, merges, deletions, programs."""

import pytest

from orchestration.errors import IngestError
from tests.fakes.marketo import FakeMarketo, refused
from tests.fakes.site import CANARY, Site, at, stamp

CREDENTIALS = ["client_id", "client_secret"]


@pytest.fixture
def marketo(monkeypatch):
    for name in CREDENTIALS:
        monkeypatch.setenv(f"TEST_{name.upper()}", CANARY)
    fake = FakeMarketo()
    yield fake
    fake.stop()


@pytest.fixture
def site(tmp_path, marketo):
    return lambda *objects: Site(tmp_path, marketo, "marketo", CREDENTIALS, *objects)


def test_people_are_found_by_their_changes_and_read_as_they_are_now(site, marketo):
    for number in range(5):
        marketo.put(number, stamp(hours=-9), email=f"{number}@example.com", numberOfEmployees=40, hobby="chess")
    marketo.put(2, stamp(hours=-5), email="two@example.com")
    (report,) = site("lead").run()
    assert (report.rows_read, report.rows_loaded) == (5, 5)
    assert site("lead").rows("lead", "id, email, number_of_employees")[2] == ("2", "two@example.com", 40)
    assert "hobby" not in marketo.asked("/rest/v1/leads.json")[0].query["fields"]


def test_people_are_asked_for_in_batches(site, marketo, monkeypatch):
    monkeypatch.setattr("orchestration.sources.api.marketo.MOST_IDS", 2)
    for number in range(5):
        marketo.put(number, stamp(hours=-9))
    site("lead").run()
    assert len(site("lead").rows("lead", "id")) == 5
    assert [request.query["filterValues"] for request in marketo.asked("v1/leads.json")] == ["0,1", "2,3", "4"]


def test_a_second_run_asks_only_for_whom_changed(site, marketo):
    marketo.put(1, stamp(hours=-9), leadStatus="New")
    marketo.put(2, stamp(hours=-5), leadStatus="New")
    site("lead").run()
    marketo.put(1, stamp(hours=1), leadStatus="Working")
    site("lead").run(at(hours=2))
    assert marketo.asked("pagingtoken")[-1].query["sinceDatetime"] == "2024-06-03T05:00:00.000Z"
    assert site("lead").rows("lead", "id, lead_status") == [("1", "New"), ("1", "Working"), ("2", "New")]


def test_activities_land_by_kind_with_their_attributes(site, marketo):
    web = {"Webpage_URL": "https://acme.test/", "Query_Parameters": "utm_source=bing", "User_Agent": "Firefox"}
    for number in range(3):
        marketo.log(1, number, stamp(hours=number - 9), "acme.test", **web)
        marketo.log(10, number, stamp(hours=number - 9), "Invitation", Is_Bot_Activity=True)
    site("activity_visit_webpage", "activity_open_email").run()
    columns = "lead_id, webpage_url, query_parameters, user_agent, primary_attribute_value"
    assert site().rows("activity_visit_webpage", columns) == [
        (str(number), "https://acme.test/", "utm_source=bing", "Firefox", "acme.test") for number in range(3)
    ]
    assert site().rows("activity_open_email", "id, is_bot_activity") == [("2", True), ("4", True), ("6", True)]


def test_a_kind_of_activity_that_an_instance_does_not_have_is_no_error(site, marketo):
    assert site("activity_click_link").extract() == []


def test_A11_merges_and_A09_deletions_land_as_activities(site, marketo):
    for number in (1, 2, 3):
        marketo.put(number, stamp(hours=-9))
    marketo.merge(1, 2, stamp(hours=-8))
    marketo.delete(3, stamp(hours=-7))
    site("lead", "activity_merge_leads", "activity_delete_lead").run()
    assert site().rows("lead", "id") == [("2",)]
    assert site().rows("activity_merge_leads", "lead_id, merge_ids") == [("2", "[1]")]
    assert site().rows("activity_delete_lead", "lead_id") == [("3",)]


def test_programs_and_smart_campaigns_are_read_whole_and_the_vanished_are_noticed(site, marketo):
    times = {"createdAt": "2024-01-02T03:04:05Z+0000", "updatedAt": "2024-02-02T03:04:05Z+0000"}
    marketo.assets["programs"] = [{"id": 1, "name": "Talk", "channel": "Webinar", **times}, {"id": 2, **times}]
    marketo.assets["smartCampaigns"] = [{"id": 10, "parentProgramId": 1, **times}]
    site("program", "campaign").run()
    assert site().rows("campaign", "id, program_id") == [("10", "1")]
    del marketo.assets["programs"][1]
    site("program", "campaign").run(at(hours=1))
    columns = "id, channel, strftime(updated_at, '%d.%m.%Y %H'), _fivetran_deleted"
    assert site().rows("program", columns, "updated_at") == [
        ("1", "Webinar", "02.02.2024 03", None),
        ("2", None, "02.02.2024 03", True),
    ]


def test_A03_a_token_that_expires_is_renewed_though_the_answer_says_200(site, marketo):
    marketo.uses_per_token = 2
    for number in range(5):
        marketo.put(number, stamp(hours=-9))
    site("lead").run()
    assert len(site("lead").rows("lead", "id")) == 5
    assert marketo.counts["tokens"] > 1


def test_A01_a_limit_of_the_moment_is_waited_for_and_the_quota_of_the_day_is_not(site, marketo):
    marketo.put(1, stamp(hours=-9))
    marketo.fail("leadchanges", refused("606"), refused("615"))
    site("lead").run()
    assert len(marketo.asked("leadchanges")) == 3
    marketo.fail("leadchanges", refused("607"))
    with pytest.raises(IngestError, match=r"\(607\). Run again later"):
        site("lead").extract(at(hours=1))
    assert len(marketo.asked("leadchanges")) == 4
