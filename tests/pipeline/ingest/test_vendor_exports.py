"""Exports as Salesforce, HubSpot and Zoho write them fill the vendors' raw tables by the name of their kind."""

import shutil
from pathlib import Path

import pytest

from orchestration.errors import IngestError
from orchestration.propose import propose
from orchestration.settings import load_settings

EXPORTS = Path(__file__).parents[1] / "vendor_exports"
ZOHO_DATES = ["%Y-%m-%d %H:%M:%S", "%m/%d/%Y %I:%M %p", "%d-%b-%Y"]


def texts(rows):
    return [tuple(str(value) for value in row) for row in rows]


@pytest.fixture
def load(inbox):
    """Load one of the exports, changed or not, as one entry; give what its table then holds under some columns."""

    def _load(columns: str, name: str, replace: tuple[str, str] = ("", ""), **entry):
        inbox.put(name, (EXPORTS / name).read_text(encoding="utf-8").replace(*replace))
        report = inbox.load({**entry, "path": name})[0]
        source, table = report.table.split(".")
        return report, texts(inbox.query(f'select {columns} from raw_{source}."{table}" order by _source_line'))

    return _load


def test_a_salesforce_report_ends_where_its_footer_begins(load):
    dates = ["%m/%d/%Y, %I:%M %p", "%m/%d/%Y"]
    columns = "id, number_of_employees, created_date, last_modified_date"
    report, leads = load(columns, "salesforce_leads.csv", kind="salesforce_report", entity="lead", dates=dates)
    assert leads == [
        ("00Q5g00000ABCde", "1200", "2024-03-05 00:00:00", "2024-03-17 14:15:00"),
        ("00Q5g00000ABCdE", "80", "2023-12-31 00:00:00", "2024-01-02 09:05:00"),
    ]
    assert (report.rows_excluded, report.rows_quarantined) == (3, 0)
    assert report.reasons == {"report_footer": 3}


def test_a_german_salesforce_report_is_read_as_declared(load, inbox):
    entry = {"kind": "salesforce_report", "entity": "opportunity", "delimiter": ";"}
    dates = ["%d.%m.%Y, %H:%M", "%d.%m.%Y"]
    columns = "amount, currency_iso_code, probability, close_date"
    _, deals = load(columns, "salesforce_opportunities.csv", **entry, dates=dates, decimal=",")
    assert deals == [("1234.56", "EUR", "100.0", "2024-03-31"), ("2000.00", "EUR", "65.0", "2024-09-30")]


def test_hubspots_labels_are_put_back_into_its_codes(load):
    columns = "property_lifecyclestage, property_hs_lead_status, property_hs_analytics_source"
    _, contacts = load(columns, "hubspot_contacts.csv", kind="hubspot_export", entity="contact")
    assert contacts == [
        ("marketingqualifiedlead", "OPEN_DEAL", "ORGANIC_SEARCH"),
        ("lead", "None", "DIRECT_TRAFFIC"),
    ]


@pytest.mark.parametrize(("entity", "other"), [("deal_company", "901"), ("deal_contact", "101")])
def test_a_hubspot_deal_names_its_company_and_the_first_of_its_contacts(load, entity, other):
    report, rows = load(f"deal_id, {entity[5:]}_id", "hubspot_deals.csv", kind="hubspot_export", entity=entity)
    assert rows == [("7001", other)]
    assert report.rows_excluded == 1


def test_a_zoho_export_has_short_money_and_three_ways_of_writing_dates(load):
    columns = "id, account_id, amount, closing_date, created_time, modified_time"
    _, deals = load(columns, "zoho_deals.csv", kind="zoho_export", entity="deal", dates=ZOHO_DATES)
    ids, account = ("4520000000000201", "4520000000000202"), "4520000000000301"
    assert deals == [
        (ids[0], account, "141560.00", "2024-03-20", "2024-03-05 14:22:10", "2024-03-20 09:00:00"),
        (ids[1], account, "1200.50", "2024-09-30", "2024-03-07 14:22:10", "2024-03-08 09:00:00"),
    ]


def test_I21_a_date_of_an_export_is_never_guessed(load, inbox):
    report, _ = load("id", "zoho_deals.csv", kind="zoho_export", entity="deal")
    assert (report.rows_loaded, report.reasons) == (0, {"DATE_FORMAT": 2})
    assert inbox.misfits("source_line, column_name")[0] == (2, "closing_date")


def test_an_older_label_serves_as_well_as_the_present_one(load):
    renamed = ("Original Traffic Source", "Original Source")
    columns = "property_hs_analytics_source"
    _, contacts = load(columns, "hubspot_contacts.csv", renamed, kind="hubspot_export", entity="contact")
    assert contacts == [("ORGANIC_SEARCH",), ("DIRECT_TRAFFIC",)]


def test_snowplows_events_come_under_its_own_names(load):
    _, events = load(
        "event_name, visitor_id, occurred_at", "snowplow_events.csv", kind="snowplow_events", entity="event"
    )
    assert events[0] == ("page_view", "4b0dfa75-9a8c", "2024-03-05 14:22:09.500000")


@pytest.mark.parametrize(
    ("file", "lost", "kind", "entity", "named"),
    [
        ("salesforce_leads.csv", "Lead ID", "salesforce_report", "lead", "Lead ID"),
        ("salesforce_leads.csv", "Create Date", "salesforce_report", "lead", "Create Date"),
        ("zoho_leads.csv", "Record Id", "zoho_export", "lead", "Record Id"),
    ],
)
def test_an_export_without_a_column_that_it_needs_stops_the_run(load, file, lost, kind, entity, named):
    with pytest.raises(IngestError, match=f"lacks the column '{named}'"):
        load("id", file, (lost, "Shoe Size"), kind=kind, entity=entity)


def test_init_recognises_exports_by_their_headers(tmp_path):
    for path in EXPORTS.glob("*.csv"):
        shutil.copy(path, tmp_path / path.name)
    text = propose(tmp_path)
    (tmp_path / "leadhouse.yml").write_text(text)
    files = load_settings(tmp_path / "leadhouse.yml", tmp_path / "home").files
    assert {(file.path, file.kind, file.entity) for file in files} == {
        ("salesforce_leads.csv", "salesforce_report", "lead"),
        ("salesforce_opportunities.csv", "salesforce_report", "opportunity"),
        ("hubspot_contacts.csv", "hubspot_export", "contact"),
        ("hubspot_deals.csv", "hubspot_export", "deal"),
        ("hubspot_deals.csv", "hubspot_export", "deal_company"),
        ("hubspot_deals.csv", "hubspot_export", "deal_contact"),
        ("zoho_leads.csv", "zoho_export", "lead"),
        ("zoho_deals.csv", "zoho_export", "deal"),
        ("snowplow_events.csv", "snowplow_events", "event"),
    }
    deals = {(file.path, file.entity): file for file in files}["zoho_deals.csv", "deal"]
    assert deals.columns["closing_date"].formats == ["%d-%b-%Y"]
    assert deals.columns["modified_time"].formats == ["%m/%d/%Y %I:%M %p"]
    # What is as the kind knows it is not repeated.
    assert "Deal Name" not in text


def test_of_shopifys_orders_only_first_lines_are_orders(inbox):
    header = "Name,Email,Financial Status,Currency,Total,Created at,Lineitem name,Lineitem price"
    first, second = (
        "#1,a@x.com,paid,EUR,13.00,2024-01-05 14:03:22 +0100,Hat,5.00",
        "#1,a@x.com,,,,2024-01-05,Shirt,8.00",
    )
    inbox.put("orders.csv", f"{header}\n{first}\n{second}\n")
    (report,) = inbox.load({"kind": "shopify_export", "entity": "orders", "path": "orders.csv"})
    assert report.reasons == {"further_lines": 1}
    assert texts(inbox.query("select order_id, amount, currency, ordered_at from raw_files.orders")) == [
        ("#1", "13.00", "EUR", "2024-01-05 13:03:22")
    ]
