"""Values: what the column map reads from texts, and what it refuses."""

from datetime import datetime
from decimal import Decimal

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.sources.number_text import plain_number

HEADER = "id,created,email,note\n"


def lines(*notes: str) -> str:
    return HEADER + "".join(f'{number},2024-01-01,,"{note}"\n' for number, note in enumerate(notes))


@pytest.mark.parametrize("mangled", ["4.1E+17", "Mar-21", "21-Mar"])
def test_I18_an_id_that_a_spreadsheet_mangled_is_quarantined(load_leads, inbox, mangled):
    load_leads(HEADER + f"{mangled},2024-01-01,,\n00123,2024-01-01,,\n")
    assert inbox.misfits("reason, column_name") == [("ID_FORMAT", "lead_id")]
    assert inbox.leads() == ["00123"]


def test_I19_ids_that_differ_only_in_case_are_two(load_leads, inbox):
    load_leads(HEADER + "0011a000003N8Zp,2024-01-01,,\n0011a000003N8ZP,2024-01-01,,\n")
    assert inbox.leads() == ["0011a000003N8Zp", "0011a000003N8ZP"]


AMOUNTS = [
    ({"money": True}, "$1.2K", "1200.00"),
    ({"money": True}, "$5", "5.00"),
    ({"money": True}, "(100)", "-100.00"),
    ({"money": True}, "($1,234.50)", "-1234.50"),
    ({"money": True}, "USD 3M", "3000000.00"),
    ({"money": True}, "-€2.50", "-2.50"),
    ({"money": True}, "1,234,567.89", "1234567.89"),
    ({"money": True, "decimal": ","}, "1.234,56", "1234.56"),
    ({"money": True, "decimal": ","}, "R$ 1.234,56", "1234.56"),
    ({"money": True, "decimal": ",", "thousands": " "}, "1\u00a0234,56 €", "1234.56"),
    ({}, "-12.50", "-12.50"),
    ({"money": True}, "1.234,56", None),
    ({"money": True}, "12,34", None),
    ({"money": True}, "(100", None),
    ({}, "$5", None),
    ({}, "1_000", None),
    ({}, "NaN", None),
    ({}, "1e400", None),
    ({"money": True}, "about 5", None),
]


@pytest.mark.parametrize(("how", "text", "amount"), AMOUNTS)
def test_I20_amounts_are_read_as_declared_or_quarantined(inbox, how, text, amount):
    inbox.put("orders.csv", f'id,day,amount\n1,2024-01-01,"{text}"\n')
    columns = {"order_id": "id", "ordered_at": "day", "amount": {"column": "amount", **how}}
    inbox.load({"entity": "orders", "path": "orders.csv", "columns": columns})
    loaded = inbox.query("select amount from raw_files.orders")
    if amount is None:
        assert inbox.misfits("reason, column_name") == [("AMOUNT_FORMAT", "amount")]
        assert loaded == []
    else:
        assert loaded == [(Decimal(amount),)]


@settings(max_examples=60, deadline=None)
@given(
    cents=st.integers(-(10**12), 10**12),
    signs=st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "'"), (".", "")]),
    currency=st.sampled_from(["", "$", "€", "R$", "USD "]),
    in_brackets=st.booleans(),
)
def test_I20_any_amount_survives_being_written_for_people(cents, signs, currency, in_brackets):
    decimal, thousands = signs
    digits = f"{abs(cents) // 100:,}".replace(",", thousands) + decimal + f"{abs(cents) % 100:02}"
    text = currency + digits
    if cents < 0:
        text = f"({text})" if in_brackets else f"-{text}"
    query = f"select try_cast({plain_number('$1', True, False, decimal, thousands)} as decimal(18, 2))"
    with duckdb.connect() as connection:
        assert connection.execute(query, [text]).fetchone()[0] == Decimal(cents) / 100


def test_a_share_in_per_cent_is_read_as_a_share(inbox):
    inbox.put("deals.csv", "id,day,chance\n1,2024-01-01,65\n2,2024-01-01,65 %\n3,2024-01-01,165\n")
    columns = {
        "opportunity_id": "id",
        "created_at": "day",
        "probability": {"column": "chance", "percent": True},
    }
    inbox.load({"entity": "opportunities", "path": "deals.csv", "columns": columns})
    assert inbox.query("select probability from raw_files.opportunities") == [(0.65,), (0.65,)]
    assert inbox.misfits("source_line, reason") == [(4, "RANGE")]


def test_whole_numbers_are_not_rounded(load_leads, inbox):
    load_leads(lines("12", "12.0", "12.7", "1e3"), columns={"employee_count": "note"})
    assert inbox.leads("employee_count") == [12, 12, 1000]
    assert inbox.misfits() == [(4, "TYPE")]


def test_I21_an_ambiguous_date_is_never_guessed(load_leads, inbox):
    load_leads(HEADER + "1,03/04/2024,,\n")
    assert inbox.misfits("reason, column_name") == [("DATE_FORMAT", "created_at")]


@pytest.mark.parametrize(("date_format", "month"), [("%d/%m/%Y", 4), ("%m/%d/%Y", 3)])
def test_I21_a_declared_date_format_decides(load_leads, inbox, date_format, month):
    load_leads(HEADER + "1,03/04/2024,,\n", columns={"created_at": {"column": "created", "formats": [date_format]}})
    assert inbox.leads("created_at")[0].month == month


def test_date_formats_are_tried_in_their_order(load_leads, inbox):
    formats = ["%Y-%m-%d %H:%M", "%d.%m.%Y"]
    load_leads(
        HEADER + "1,2024-05-06 07:08,,\n2,06.05.2024,,\n",
        columns={"created_at": {"column": "created", "formats": formats}},
    )
    assert inbox.leads("created_at") == [datetime(2024, 5, 6, 7, 8), datetime(2024, 5, 6)]


@pytest.mark.parametrize("day", ["2024-02-30", "0001-01-01", "9999-12-31", "1970-01-01", "2024-13-01"])
def test_I22_impossible_dates_are_quarantined(load_leads, inbox, day):
    load_leads(HEADER + f"1,{day},,\n")
    assert inbox.misfits("reason") == [("DATE_RANGE",)]


@pytest.mark.parametrize("day", ["infinity", "epoch", "2024-01-01 (BC)", "today", "20240101", "2024-01-01T10"])
def test_I22_words_that_duckdb_takes_for_dates_are_none_here(load_leads, inbox, day):
    load_leads(HEADER + f"1,{day},,\n")
    assert inbox.misfits("reason") == [("DATE_FORMAT",)]


def test_I22_an_epoch_in_another_unit_than_declared_is_quarantined(load_leads, inbox):
    created = {"column": "created", "formats": "epoch_ms"}
    load_leads(HEADER + "1,1704067200000,,\n2,1704067200,,\n3,1704067200000000,,\n", columns={"created_at": created})
    assert inbox.leads("created_at") == [datetime(2024, 1, 1)]
    assert inbox.misfits() == [(3, "DATE_RANGE"), (4, "DATE_RANGE")]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2024-01-01 10:00:00", "2024-01-01 15:00"),
        ("2024-01-01T10:00:00Z", "2024-01-01 10:00"),
        ("2024-01-01T10:00:00.5+05:30", "2024-01-01 04:30:00.5"),
        ("2024-01-01 10:00 UTC", "2024-01-01 10:00"),
        ("2024-01-01 10:00 +05:00", "2024-01-01 05:00"),
        ("2024-01-01T10:00:00.25 +0530", "2024-01-01 04:30:00.25"),
        ("2024-07-01", "2024-07-01 04:00"),
        ("2024-03-10 02:30:00", "2024-03-10 07:30"),
        ("2024-11-03 01:30:00", "2024-11-03 06:30"),
    ],
)
def test_X14_local_times_become_utc(load_leads, inbox, text, utc):
    load_leads(HEADER + f"1,{text},,\n", time_zone="America/New_York")
    assert inbox.leads("created_at") == [datetime.fromisoformat(utc)]


def test_I29_blanks_round_keys_and_addresses_go_and_stay_in_notes(load_leads, inbox):
    load_leads(HEADER + "\u200b1 ,2024-01-01,\u00a0b@x.com\u200b, as is \n")
    assert inbox.leads("lead_id, email, job_title") == [("1", "b@x.com", " as is ")]


@pytest.mark.parametrize("written", ["“b@x.com”", "'b@x.com'", "<b@x.com>", "„b@x.com“ "])
def test_I29_quotes_round_an_address_go(load_leads, inbox, written):
    load_leads(HEADER + f"1,2024-01-01,{written},\n")
    assert inbox.leads("email") == ["b@x.com"]


def test_I30_names_are_kept_as_they_are_written(load_leads, inbox):
    names = ["José", "Jose\u0301", "王小明", "Null", "ＡＢＣ", "محمد", "🙂"]
    load_leads(lines(*names), columns={"last_name": "note"})
    assert inbox.leads("last_name") == names


def test_values_are_mapped_and_others_follow_their_rule(load_leads, inbox):
    stages = {"Ganho": "won", "Perdido": None}
    content = lines("Ganho", "Perdido", "Novo")
    load_leads(content, columns={"status": {"column": "note", "values": stages}})
    assert inbox.leads("status") == ["won", None, "Novo"]
    load_leads(content, columns={"status": {"column": "note", "values": stages, "other": "null"}})
    assert inbox.leads("status") == ["won", None, None]
    load_leads(content, columns={"status": {"column": "note", "values": stages, "other": "quarantine"}})
    assert inbox.leads("status") == ["won", None]
    assert inbox.misfits("reason, record") == [
        ("VALUE_NOT_MAPPED", '{"id":"2","created":"2024-01-01","email":null,"note":"Novo"}')
    ]


def test_a_key_of_several_columns_is_missing_if_a_part_is(load_leads, inbox):
    load_leads(HEADER + "1,2024-01-01,,a\n2,2024-01-01,,\n", columns={"lead_id": {"columns": ["id", "note"]}})
    assert inbox.leads() == ["1|a"]
    assert inbox.misfits("source_line, reason, column_name") == [(3, "REQUIRED", "lead_id")]


def test_a_constant_and_booleans_in_words(load_leads, inbox):
    load_leads(lines("yes", "Não", "maybe"), columns={"is_deleted": "note", "status": {"constant": "it's"}})
    assert inbox.leads("is_deleted, status") == [(True, "it's"), (False, "it's")]
    assert inbox.misfits() == [(4, "TYPE")]


def test_a_pattern_of_the_contract_is_kept(inbox):
    inbox.put("orders.csv", "id,day,currency\n1,2024-01-01,EUR\n2,2024-01-01,euro\n")
    columns = {"order_id": "id", "ordered_at": "day", "currency": "currency"}
    inbox.load({"entity": "orders", "path": "orders.csv", "columns": columns})
    assert inbox.misfits() == [(3, "PATTERN")]


@pytest.mark.parametrize("amount", ["NaN", "inf", "-Infinity", "1e400", "1e999999999"])
def test_X11_what_is_no_number_enters_no_sum(inbox, amount):
    inbox.put("orders.csv", f"id,day,amount\n1,2024-01-01,{amount}\n2,2024-01-01,1.10\n3,2024-01-01,2.20\n")
    columns = {"order_id": "id", "ordered_at": "day", "amount": "amount"}
    inbox.load({"entity": "orders", "path": "orders.csv", "columns": columns})
    assert inbox.misfits() == [(2, "AMOUNT_FORMAT")]
    assert inbox.query("select sum(amount) from raw_files.orders") == [(Decimal("3.30"),)]


INJECTION = "x\"; drop table raw_files.leads; --' or 1=1 {{ env_var('HOME') }}"


def test_O07_names_and_values_never_run_as_sql(load_leads, inbox):
    quoted = '"' + INJECTION.replace('"', '""') + '"'
    load_leads(
        f"id,created,email,{quoted}\n1,2024-01-01,,{quoted}\n",
        columns={
            "job_title": INJECTION,
            "status": {"constant": INJECTION},
            "lead_source": {"column": INJECTION, "values": {INJECTION: INJECTION}, "pattern": ".*'.*"},
        },
        exclude=[{"name": INJECTION, "column": INJECTION, "values": ["'"]}],
    )
    assert inbox.leads("job_title, status, lead_source") == [(INJECTION,) * 3]


@pytest.mark.parametrize(
    "template", ["{{ env_var('HOME') }}", "{% do run_query('drop schema raw_files') %}", "{# x #}"]
)
def test_O08_a_template_in_a_value_is_a_value(load_leads, inbox, template):
    load_leads(f'id,created,email,note\n1,2024-01-01,,"{template}"\n', columns={"lead_source": {"constant": template}})
    assert inbox.leads("job_title, lead_source") == [(template, template)]


def test_days_of_a_spreadsheet_are_moments_in_the_files_zone(load_leads, inbox):
    content = "id,created,email,note\n1,45375.61319,a@x.com,\n2,45371,b@x.com,\n3,999999999,c@x.com,\n4,soon,d@x.com,\n"
    created = {"column": "created", "formats": "excel_days"}
    load_leads(content, time_zone="Europe/Berlin", columns={"created_at": created})
    assert inbox.leads("lead_id, strftime(created_at, '%Y-%m-%d %H:%M:%S')") == [
        ("1", "2024-03-24 13:43:00"),
        ("2", "2024-03-19 23:00:00"),
    ]
    assert inbox.misfits() == [(4, "DATE_FORMAT"), (5, "DATE_FORMAT")]


def test_a_hashed_id_is_the_same_however_its_address_is_written(load_leads, inbox):
    content = "id,created,email,note\n,2024-01-01,Ada@X.com,\n,2024-01-02, ada@x.com ,\n,2024-01-03,,\n"
    load_leads(content, columns={"lead_id": {"column": "email", "hashed": True}})
    (first, second) = inbox.leads()
    assert first == second
    assert "@" not in first
    assert inbox.misfits() == [(4, "REQUIRED")]
