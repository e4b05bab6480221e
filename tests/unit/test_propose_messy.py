"""`leadhouse init --from` on exports as they really are: titles, sums, signs, other languages, no ids."""

import pytest

from orchestration.errors import ConfigError
from orchestration.propose import propose
from orchestration.settings import load_settings
from orchestration.sources.footers import Footer, footer_of
from orchestration.sources.workbook import write_workbook


def proposed(tmp_path, name: str, content: str, encoding: str = "utf-8"):
    """The text proposed for one file, and its first entry as it would be loaded."""
    (tmp_path / name).write_text(content, encoding=encoding)
    text = propose(tmp_path)
    (tmp_path / "leadhouse.yml").write_text(text)
    return text, load_settings(tmp_path / "leadhouse.yml", tmp_path / "home").files[0]


def test_an_export_in_german_needs_only_its_zone(tmp_path):
    text, file_map = proposed(
        tmp_path,
        "Kontakte.csv",
        "Kontakt-Nr.;E-Mail;Angelegt am;Geändert am;Mitarbeiter;Status;Status;\n"
        "7;a@x.de;31.12.2023 08:00;01.01.2024 09:30;1.200;Neu;aktiv;\nGesamt: 1;;;;;;;\n",
        "latin-1",
    )
    assert (file_map.entity, file_map.encoding, file_map.repeated_columns) == ("leads", "cp1252", "number")
    assert {name: column.column for name, column in file_map.columns.items()} == {
        "lead_id": "Kontakt-Nr.",
        "email": "E-Mail",
        "created_at": "Angelegt am",
        "updated_at": "Geändert am",
        "employee_count": "Mitarbeiter",
        "status": "Status",
    }
    assert file_map.columns["employee_count"].decimal == ","
    assert file_map.exclude[0].pattern == "Gesamt.*"
    assert "time_zone: UTC    # decide: the zone of its times" in text
    assert "'Status 2' is the second 'Status'" in text


def test_a_report_of_ads_is_spend_and_not_campaigns(tmp_path):
    header = "Campaign performance\nMay\nDay,Campaign,Campaign ID,Cost,Currency code,Impr.,Clicks\n"
    rows = '"May 1, 2024",Brand,11,"1,050.20",EUR,"1,204", --\n"May 2, 2024",Brand,11,8.00,EUR,99,3\n'
    (tmp_path / "Campaign report.csv").write_text(header + rows + 'Total,--,--,"1,058.20",EUR,"1,303",3\n')
    text = propose(tmp_path)
    assert "- entity: ad_spend" in text
    assert 'spend_on: {column: Day, formats: ["%b %d, %Y"]}' in text
    assert "cost: {column: Cost, money: true}" in text
    assert 'impressions: {column: Impr., thousands: ","}' in text
    assert 'clicks: {column: Clicks, values: {"--": null}}' in text
    assert "platform:    # decide: no column looks like it. Name one, or {constant: …}" in text


def test_days_of_a_spreadsheet_shares_and_the_currency_of_a_sign(tmp_path):
    rows = [
        ["Pipeline", "", "", "", "", ""],
        ["Deal ID", "Stage", "Amount", "Win %", "Create Date", "Contact"],
        ["D-1", "Won", "$1.2K", "65 %", "45375.61319", "Ada@X.com"],
        ["D-2", "Lost", "(300.00)", "10%", "45371", "bob@x.com"],
    ]
    write_workbook(tmp_path / "Deals.xlsx", None, rows)
    text = propose(tmp_path)
    assert "created_at: {column: Create Date, formats: excel_days}" in text
    assert 'probability: {column: "Win %", percent: true}' in text
    assert "currency: {constant: USD}    # decide: by its amounts" in text
    assert "email: Contact    # decide: its values look like e-mail addresses" in text
    assert "currency: USD      # decide: the currency of your reports; USD stands in these files" in text


def test_people_without_an_id_get_one_made_of_their_address(tmp_path):
    text, file_map = proposed(tmp_path, "leads.csv", "Email Address,Registered\nA@x.com,2024-01-01\n")
    assert file_map.columns["lead_id"].hashed
    assert "no column looks like an id; this makes one of the address" in text


def test_an_address_in_the_column_of_ids_is_no_id(tmp_path):
    text, file_map = proposed(tmp_path, "leads.csv", "Lead ID,Name,Created\nA@x.com,Ada,2024-01-01\n")
    assert file_map.columns["lead_id"].hashed
    assert "an address is no id" in text


def test_formats_that_stand_beside_each_other_are_all_listed_or_shown(tmp_path):
    header = "order_id,order_date,total\n"
    _, file_map = proposed(tmp_path, "orders.csv", header + "1,31/12/2024,5\n2,30/12/2024 18:00,6\n")
    assert file_map.columns["ordered_at"].formats == ["%d/%m/%Y", "%d/%m/%Y %H:%M"]
    (tmp_path / "orders.csv").write_text(header + "1,31/12/2024,5\n2,2024-12-30T18:00,6\n")
    assert 'how are "31/12/2024" and "2024-12-30T18:00" written? List a format for each' in propose(tmp_path)


def test_a_number_that_may_be_two_is_left_to_the_user(tmp_path):
    text, file_map = proposed(tmp_path, "orders.csv", "order_id,order_date,total\n1,2024-01-01,1.200\n")
    assert 'what number is "1.200"? It may also be written as money: true, decimal: ","' in text
    assert not file_map.columns["amount"].is_formatted_number


def test_the_ends_of_paths_are_names(tmp_path):
    line = '{"event": "visit", "ts": 1714550400000, "context": {"page": {"url": "/"}, "campaign": {"source": "ad"}}}\n'
    _, file_map = proposed(tmp_path, "events.jsonl", line)
    assert file_map.columns["url"].column == "/context/page/url"
    assert file_map.columns["utm_source"].column == "/context/campaign/source"


def test_names_of_joined_tables_end_in_what_they_mean(tmp_path):
    header = "Deal - ID,Deal - Stage,Deal - Deal created,Deal - Won time,Person - Email"
    _, file_map = proposed(tmp_path, "deals.csv", f"{header}\n1,won,2024-01-01,2024-02-01,a@x.com\n")
    assert {name: column.column for name, column in file_map.columns.items()} == {
        "opportunity_id": "Deal - ID",
        "email": "Person - Email",
        "stage": "Deal - Stage",
        "created_at": "Deal - Deal created",
        "closed_at": "Deal - Won time",
    }


def test_of_several_columns_the_first_that_holds_something_is_taken(tmp_path):
    rows = "Email,Event,Join Time,Registration Time\na@x.com,webinar,,1/13/24 9:05 AM\n"
    _, file_map = proposed(tmp_path, "webinar.csv", rows)
    occurred = file_map.columns["occurred_at"]
    assert (occurred.column, occurred.formats) == ("Registration Time", ["%m/%d/%y %I:%M %p"])


def test_names_stand_in_for_ids_that_are_not_there(tmp_path):
    (tmp_path / "meta ads.csv").write_text("Day,Campaign name,Amount spent (EUR),Impressions\n2024-01-01,Brand,5.5,9\n")
    text = propose(tmp_path)
    assert "campaign_id: Campaign name    # decide: no column looks like an id; its name stands in for it" in text
    assert "currency: {constant: EUR}    # decide: by its amounts" in text


def test_an_export_of_shopifys_orders_is_known(tmp_path):
    header = "Name,Email,Financial Status,Currency,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price"
    text, file_map = proposed(
        tmp_path, "orders_export.csv", f"{header}\n#1,a@x.com,paid,EUR,9.00,2024-01-05,1,Hat,9.00\n"
    )
    assert "- kind: shopify_export" in text
    assert (file_map.table, file_map.columns["order_id"].column) == ("files.orders", "Name")


def test_a_sum_at_the_end_of_a_long_file_is_seen(tmp_path):
    rows = "".join(f"{number},2024-01-01,{number}.50\n" for number in range(100_000))
    text, _ = proposed(tmp_path, "orders.csv", f"order_id,order_date,total\n{rows}Grand Total,,9\n")
    assert 'pattern: "Grand.*"' in text
    assert "amount: total\n" in text


def test_lines_of_one_cell_below_a_table_are_no_rows():
    rows = [["1", "a", "b"], ["Ann", "a", "b"], [], ["Anna made this"]]
    assert footer_of(["id", "x", "y"], rows) == (Footer("id", "Anna.*"), rows[:2])
    assert footer_of(["id", "x", "y"], [*rows[:3], ["1"]]) == (Footer("id", "1"), rows[:2])
    assert footer_of(["id", "x"], [["1", "a"], ["2", ""]])[0] is None


def test_files_of_other_kinds_are_named_and_what_programs_leave_behind_is_not(tmp_path):
    for name in ("all.zip", ".DS_Store", "~$leads.xlsx"):
        (tmp_path / name).write_text("PK")
    with pytest.raises(ConfigError, match=r"# all.zip: left out: files are \.csv"):
        propose(tmp_path)
    text, _ = proposed(tmp_path, "leads.csv", "lead_id,created\n1,2024-01-01\n")
    assert "DS_Store" not in text
    assert "~$" not in text
