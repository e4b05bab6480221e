"""Zoho through its API: leads with what they became, deals with their stages, members, and what was deleted."""

import pytest

from orchestration.errors import IngestError
from tests.fakes.server import Fault
from tests.fakes.site import CANARY, Site, at, stamp
from tests.fakes.zoho import FakeZoho

CREDENTIALS = ["client_id", "client_secret", "refresh_token"]


@pytest.fixture
def zoho(monkeypatch):
    for name in CREDENTIALS:
        monkeypatch.setenv(f"TEST_{name.upper()}", CANARY)
    fake = FakeZoho()
    yield fake
    fake.stop()


@pytest.fixture
def site(tmp_path, zoho):
    return lambda *objects: Site(tmp_path, zoho, "zoho", CREDENTIALS, *objects)


def test_every_page_lands_and_every_row_passes_the_gate(site, zoho):
    for number in range(5):
        zoho.put("Leads", f"l{number}", stamp(hours=number - 9), Email=f"{number}@example.com", Owner={"id": "u1"})
    (report,) = site("lead").run()
    assert (report.rows_read, report.rows_loaded) == (5, 5)
    assert site("lead").rows("lead", "id, email, owner_id")[4] == ("l4", "4@example.com", "u1")


def test_a_converted_lead_is_asked_for_and_names_what_it_became(site, zoho):
    became = {"Converted_Contact": {"id": "c1"}, "Converted_Account": {"id": "a1"}, "Converted_Deal": {"id": "d1"}}
    zoho.put("Leads", "l1", stamp(hours=-9), Converted__s=True, **became)
    site("lead").run()
    columns = "id, converted, converted_contact_id, converted_account_id, converted_deal_id"
    assert site("lead").rows("lead", columns) == [("l1", True, "c1", "a1", "d1")]


def test_a_deal_lands_with_its_lookups_and_the_stages_it_went_through(site, zoho):
    zoho.put("Deals", "d1", stamp(hours=-9), Account_Name={"id": "a1", "name": "Acme"}, Stage="Closed Won", Amount=12.5)
    stays = enumerate(["Qualification", "Proposal", "Closed Won"])
    history = [{"id": f"s{n}", "Stage": stage, "Modified_Time": stamp(hours=n - 12)} for n, stage in stays]
    zoho.relate("Deals/d1/Stage_History", *history)
    site("deal").run()
    assert [str(value) for value in site("deal").rows("deal", "account_id, amount")[0]] == ["a1", "12.50"]
    assert site("deal").rows("stage_history", "id, deal_id, stage") == [
        ("s0", "d1", "Qualification"),
        ("s1", "d1", "Proposal"),
        ("s2", "d1", "Closed Won"),
    ]


def test_a_call_says_to_which_module_its_subject_belongs(site, zoho):
    zoho.put("Calls", "k1", stamp(hours=-9), What_Id={"id": "l1"}, **{"$se_module": "Leads"})
    site("call").run()
    assert site("call").rows("call", "id, what_id, se_module") == [("k1", "l1", "Leads")]


def test_A09_a_deleted_record_is_marked_and_A10_a_restored_one_is_back(site, zoho):
    zoho.put("Leads", "l1", stamp(hours=-9))
    site("lead").run()
    record = zoho.delete("Leads", "l1", stamp(hours=1))
    site("lead").run(at(hours=2))
    assert site("lead").rows("lead", "id, _fivetran_deleted", "modified_time desc") == [("l1", True)]
    zoho.restore("Leads", record)
    site("lead").run(at(days=8))
    assert site("lead").rows("lead", "id, _fivetran_deleted", "modified_time desc") == [("l1", False)]


def test_a_member_who_was_removed_is_noticed(site, zoho):
    zoho.put("Campaigns", "f1", stamp(hours=-9))
    zoho.relate("Campaigns/f1/Leads", {"id": "l1", "Member_Status": "Invited"}, {"id": "l2", "Member_Status": "Sent"})
    zoho.relate("Campaigns/f1/Contacts", {"id": "c1", "Member_Status": "Responded"})
    site("campaign_member").run()
    zoho.relate("Campaigns/f1/Leads", {"id": "l1", "Member_Status": "Responded"})
    site("campaign_member").run(at(hours=1))
    columns = "campaign_id, member_id, member_status, _fivetran_deleted"
    assert site("campaign_member").rows("campaign_member", columns, "modified_time") == [
        ("f1", "c1", "Responded", None),
        ("f1", "l1", "Responded", None),
        ("f1", "l2", "Sent", True),
    ]


def test_a_list_longer_than_zoho_pages_through_goes_on_as_another(site, zoho, monkeypatch):
    monkeypatch.setattr("orchestration.sources.api.zoho.LONGEST_LIST", 4)
    zoho.longest_list = 4
    for number in range(9):
        zoho.put("Leads", f"l{number}", stamp(hours=number - 12))
    site("lead").run()
    assert len(site("lead").rows("lead", "id", "modified_time")) == 9
    zoho.put("Leads", "l9", stamp(hours=-12))
    for number in range(9):
        zoho.put("Leads", f"l{number}", stamp(hours=1))
    with pytest.raises(IngestError, match="more than 4 records of Leads changed at"):
        site("lead").run(at(hours=9))


def test_A03_an_access_token_is_renewed_in_the_middle_of_a_list(site, zoho):
    zoho.uses_per_token = 2
    for number in range(5):
        zoho.put("Leads", f"l{number}", stamp(hours=number - 9))
    site("lead").run()
    assert len(site("lead").rows("lead", "id")) == 5
    assert zoho.counts["tokens"] > 1


def test_a_refused_scope_asks_to_reconnect(site, zoho):
    body = {"code": "OAUTH_SCOPE_MISMATCH", "message": "no", "status": "error"}
    zoho.fail("/settings/fields", *[Fault(401, body=body)] * 2)
    with pytest.raises(IngestError, match="OAUTH_SCOPE_MISMATCH.*Reconnect"):
        site("lead").run()
