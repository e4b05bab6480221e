"""Events that come twice, late, in any order or from the future, through an API and the gate."""

from datetime import timedelta
from typing import Any

import pytest

from tests.fakes.hubspot import FakeHubSpot
from tests.fakes.site import Site, at


@pytest.fixture
def hubspot():
    fake = FakeHubSpot()
    yield fake
    fake.stop()


@pytest.fixture
def site(tmp_path, hubspot, monkeypatch):
    monkeypatch.setenv("TEST_ACCESS_TOKEN", hubspot.token)
    return Site(tmp_path, hubspot, "hubspot", ["access_token"], "email_event")


def event(identifier: str, kind: str = "OPEN", **later: float) -> dict[str, Any]:
    created = int(at(**later).timestamp() * 1000)
    return {"id": identifier, "type": kind, "recipient": "ada@example.com", "created": created}


def ids(site: Site) -> list[str]:
    return [identifier for (identifier,) in site.rows("email_event", "id")]


def test_A14_an_event_that_comes_three_times_and_on_two_days_is_one_row(site, hubspot):
    hubspot.lists["events"] = [event("a", hours=-1)] * 3
    reports = [report for report in site.run() if report.table == "hubspot.email_event"]
    assert [(report.rows_read, report.rows_loaded, report.rows_duplicate) for report in reports] == [(3, 1, 2)]
    hubspot.lists["events"].append(event("b", hours=1))
    site.run(at(days=1))
    assert ids(site) == ["a", "b"]


def test_A15_two_events_under_one_id_are_both_kept(site, hubspot):
    hubspot.lists["events"] = [event("a", hours=-2), event("a", kind="CLICK", hours=-1)]
    site.run()
    assert site.rows("email_event", "id, type") == [("a", "CLICK"), ("a", "OPEN")]


@pytest.mark.parametrize("late", [timedelta(hours=1), timedelta(days=1), timedelta(days=6)])
def test_A17_an_event_that_shows_late_is_found_within_the_week(site, hubspot, late):
    hubspot.lists["events"] = [event("a", hours=-1)]
    site.run()
    site.run(at(days=2))
    hubspot.lists["events"] = [event("a", hours=-1), event("late", hours=36 - late.total_seconds() / 3600)]
    site.run(at(days=7, hours=1))
    assert ids(site) == ["a", "late"]


def test_A17_an_event_that_shows_later_still_is_found_when_all_is_read_again(site, hubspot):
    hubspot.lists["events"] = [event("a", hours=-1)]
    site.run()
    hubspot.lists["events"].append(event("late", days=-40))
    site.run(at(days=8))
    assert ids(site) == ["a"]
    with site.ledger.connect() as ledger:
        ledger.execute("delete from cursors where source_system = 'hubspot'")
    site.run(at(days=9))
    assert ids(site) == ["a", "late"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_A18_events_land_the_same_in_whatever_order_they_arrive(site, hubspot, order):
    events = [event("sent", "SENT", hours=-3), event("open", "OPEN", hours=-2), event("click", "CLICK", hours=-1)]
    hubspot.lists["events"] = [events[number] for number in order]
    site.run()
    assert site.rows("email_event", "created, id") == [
        (at(hours=hours).replace(tzinfo=None), name) for hours, name in ((-3, "sent"), (-2, "open"), (-1, "click"))
    ]


def test_A19_an_event_of_the_future_waits_for_its_day_and_hides_nothing(site, hubspot):
    hubspot.lists["events"] = [event("a", hours=-1), event("future", days=2_500)]
    site.run()
    hubspot.lists["events"].append(event("b", hours=1))
    site.run(at(hours=2))
    assert ids(site) == ["a", "b"]
