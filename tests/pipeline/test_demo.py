"""The invented company: the same for the same seed, alive, and with a truth that its files agree with."""

from __future__ import annotations

import csv
import hashlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import load_settings
from orchestration.sources.demo import generate
from orchestration.sources.demo.systems.misfits import MISFITS

PEOPLE, SEED, DAYS = 4_000, 11, 300
# Every record of a person in any system.
RECORDS = """
    select distinct 'salesforce' as source_system, id as source_record_id, email from salesforce_lead union all
    select 'salesforce', id, email from salesforce_contact union all
    select 'hubspot', id, property_email from hubspot_contact union all
    select 'marketo', id, email from marketo_lead union all
    select 'pardot', id, email from pardot_prospect union all
    select distinct 'zoho', id, email from zoho_lead union all
    select 'zoho', id, email from zoho_contact union all
    select distinct 'crm', "Lead ID", "Email" from crm_leads where "Lead ID" not like '%typed%'
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("world"), PEOPLE, SEED, DAYS).parent


def hashes(world: Path) -> dict[str, str]:
    files = sorted(path for path in world.rglob("*") if path.is_file())
    return {str(path.relative_to(world)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@cache
def opened(world: Path) -> duckdb.DuckDBPyConnection:
    """A table per file of the inbox, called `<system>_<table>`, and the truth as `people` and `identity`."""
    connection = duckdb.connect()
    for path in [*(world / "inbox").glob("*/*"), *(world / "truth").glob("*")]:
        table = path.name.split(".")[0]
        name = table if path.parent.name == "truth" else f"{path.parent.name}_{table}"
        delimiter = ";" if name == "crm_orders" else ","
        text = f"read_csv('{path}', header = true, all_varchar = true, delim = '{delimiter}', quote = '\"')"
        connection.sql(f"create table {name} as from {text if path.suffix == '.csv' else repr(str(path))}")
    return connection


def ask(world: Path, question: str) -> list[tuple]:
    return opened(world).sql(question).fetchall()


def test_the_same_seed_gives_the_same_bytes_in_another_process(world: Path, tmp_path: Path) -> None:
    script = "import sys, pathlib; from orchestration.sources.demo import generate; "
    script += f"generate(pathlib.Path(sys.argv[1]), {PEOPLE}, {SEED}, {DAYS})"
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", script, tmp_path / "again"], check=True, env=elsewhere)
    assert hashes(tmp_path / "again") == hashes(world)


def test_another_seed_gives_another_world(world: Path, tmp_path: Path) -> None:
    other = generate(tmp_path, PEOPLE, SEED + 1, DAYS).parent
    same = {name for name, value in hashes(other).items() if value == hashes(world)[name]}
    # What was set up before the first person came: campaigns, pipelines, accounts of platforms.
    assert all(re.search("campaign|pipeline|stage|history|program|form|user|leadhouse.yml", name) for name in same)


def test_groups_of_people_do_not_share_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.sources.demo.GROUP", 100)
    world = generate(tmp_path, 350, SEED, 300).parent
    keys = {
        "crm_accounts": "account_id",
        "crm_activities": "activity_id",
        "crm_email": "id",
        "orders_orders": "id",
        "hubspot_company": "id",
        "hubspot_contact": "id",
        "hubspot_deal": "deal_id",
        "hubspot_email_event": "id",
        "marketo_activity_open_email": "id",
        "orders_order_lines": "id",
        "pardot_visitor_activity": "id",
        "salesforce_contact": "id",
        "salesforce_lead": "id",
        "salesforce_lead_history": "id",
        "salesforce_opportunity_history": "id",
        "salesforce_task": "id",
        "zoho_call": "id",
        "zoho_stage_history": "id",
    }
    for file, key in keys.items():
        assert ask(world, f"select count(*) > 1, count(*) - count(distinct {key}) from {file}") == [(True, 0)], file
    assert ask(world, "select count(distinct person), min(person), max(person) from people") == [(350, 0, 349)]


def test_every_record_is_somebody(world: Path) -> None:
    unknown = f"""
        from ({RECORDS}) as records
        full join (from identity where kind = 'lead') as identity using (source_system, source_record_id)
        select count(*) where records.email is null or identity.person is null
    """
    assert ask(world, unknown) == [(0,)]
    [(records, persons)] = ask(world, "select count(*), count(distinct person) from identity where kind = 'lead'")
    assert persons == ask(world, "select count(lead_at) from people")[0][0]
    assert records > 1.5 * persons, "many people stand in several systems"
    assert ask(world, "select count(*) from identity") == ask(
        world, "select count(*) from (select distinct source_system, source_record_id from identity)"
    )


def test_merges_and_conversions_lead_from_a_person_to_the_same_person(world: Path) -> None:
    links = """
        select 'salesforce' as system, id as from_id, 'salesforce' as other, converted_contact_id as to_id
        from salesforce_lead union all
        select 'salesforce', id, 'salesforce', master_record_id from salesforce_lead union all
        select 'zoho', id, 'zoho', converted_contact_id from zoho_lead union all
        select 'hubspot', id, 'salesforce', property_salesforceleadid from hubspot_contact union all
        select 'hubspot', vid_to_merge, 'hubspot', canonical_vid from hubspot_contact_merge_audit union all
        select 'hubspot', split_part(property_hs_calculated_merged_vids, ':', 1), 'hubspot', id from hubspot_contact
        where property_hs_calculated_merged_vids is not null union all
        select 'marketo', id, 'salesforce', sfdc_lead_id from marketo_lead union all
        select 'marketo', trim(merge_ids, '[]'), 'marketo', lead_id from marketo_activity_merge_leads union all
        select 'pardot', id, 'salesforce', crm_contact_fid from pardot_prospect union all
        select 'crm', record, system, linked_record from crm_record_links
    """
    checked = f"""
        select links.system, links.other, count(*), count(*) filter (where one.person = another.person)
        from ({links}) as links
        left join identity as one on links.system = one.source_system and links.from_id = one.source_record_id
        left join identity as another on links.other = another.source_system and links.to_id = another.source_record_id
        where links.to_id is not null group by all
    """
    assert [(one, other) for one, other, links, right in ask(world, checked) if links != right] == []
    chains = """
        select count(*) from hubspot_contact_merge_audit where canonical_vid in
            (select split_part(property_hs_calculated_merged_vids, ':', 1) from hubspot_contact)
    """
    assert ask(world, chains)[0][0] > 0


def test_what_the_truth_says_stands_in_the_files(world: Path) -> None:
    qualified = """
        select 'salesforce' as source_system, lead_id as source_record_id from salesforce_lead_history
        where new_value = 'MQL' union
        select 'hubspot', contact_id from hubspot_contact_property_history where value = 'marketingqualifiedlead' union
        select 'zoho', id from zoho_lead where lead_status = 'Pre-Qualified' union
        select 'crm', "Lead ID" from crm_leads where "Status" = 'MQL'
    """
    assert ask(
        world,
        f"select distinct person from ({qualified}) join identity using (source_system, source_record_id) order by 1",
    ) == ask(world, "select person from people where mql_at is not null order by 1")
    won = """
        select count(*) filter (where is_won = 'true') from salesforce_opportunity union all
        select count(*) from hubspot_deal where deal_pipeline_stage_id in ('closedwon', '8800105') union all
        select count(*) from zoho_deal where stage = 'Closed Won' union all
        select count(distinct opportunity_id) from crm_opportunities where is_won = 'true'
    """
    deals = [count for (count,) in ask(world, won)]
    assert min(deals) > 0
    assert sum(deals) >= ask(world, "select count(won_at) from people")[0][0]


def test_orders_add_up_to_what_people_brought(world: Path) -> None:
    booked = """
        select sum(amount) from (
            select cast(subtotal_price as decimal(18, 2)) as amount from orders_orders union all
            select -cast(amount as decimal(18, 2)) from orders_refunds union all
            select cast(replace("Amount", ',', '.') as decimal(18, 2)) from crm_orders
        )
    """
    assert ask(world, booked) == ask(world, "select sum(value) from people")
    lines = "select sum(cast(price as decimal(18, 2)) * cast(quantity as int)) from orders_order_lines"
    assert ask(world, lines) == ask(world, "select sum(cast(subtotal_price as decimal(18, 2))) from orders_orders")


def test_nothing_happens_outside_the_period(world: Path) -> None:
    moments = {
        "web_page_view": "occurred_at",
        "crm_leads": '"Last Modified"',
        "crm_consents": "changed_at",
        "hubspot_email_event": "created",
        "marketo_lead": "updated_at",
        "pardot_visitor_activity": "created_at",
        "salesforce_lead": "system_modstamp",
        "salesforce_opportunity": "system_modstamp",
        "zoho_call": "call_start_time",
        "orders_orders": "created_at",
    }
    for file, column in moments.items():
        [(first, last)] = ask(world, f"select min({column}::varchar)[:10], max({column}::varchar)[:10] from {file}")
        assert first >= "2025-09-04", file
        assert last <= "2026-06-30", file


def test_stages_follow_each_other(world: Path) -> None:
    broken = """
        select count(*) from people
        where not (
            coalesce(arrived_at <= lead_at + interval 10 minute, true) and coalesce(lead_at <= mql_at, true)
            and coalesce(mql_at <= sql_at, true) and coalesce(sql_at <= opportunity_at, true)
            and coalesce(opportunity_at < won_at, true) and coalesce(customer_at <= won_at, true)
        ) or (is_fake and mql_at is not null) or (customer_at is null and value <> 0)
    """
    assert ask(world, broken) == [(0,)]


def test_people_become_customers_as_often_as_their_propensity_says(tmp_path: Path) -> None:
    # Long enough for all that comes of the first half of it to have come.
    world = generate(tmp_path, 20_000, SEED, 1_200).parent
    by_band = """
        select count(*), avg(propensity), avg(cast(customer_at is not null as int))
        from people where lead_at < timestamptz '2024-12-01' and not is_fake
        group by floor(propensity * 10)
    """
    bands = [band for band in ask(world, by_band) if band[0] > 100]
    assert len(bands) >= 4
    for people, expected, observed in bands:
        assert abs(observed - expected) < 3 * (expected * (1 - expected) / people) ** 0.5 + 0.02


def test_the_files_have_what_the_marts_must_cope_with(world: Path) -> None:
    facts = {
        "touches delivered twice": "select count(*) - count(distinct event_id) from web_page_view",
        "touches that came a day late": """
            select count(*) from web_page_view where received_at > occurred_at + interval 1 day
        """,
        "touches of people not known yet": "select count(*) from web_page_view where email is null",
        "crawlers": "select count(*) from web_page_view where user_agent like '%Googlebot%'",
        "mail scanners": "select count(*) from crm_email where agent like 'Barracuda%'",
        "scanners that look like anybody": """
            select count(*) from (
                select lead_id from marketo_activity_click_email where not is_bot_activity
                group by lead_id, date_trunc('minute', activity_date) having count(*) >= 3
            )
        """,
        "pictures loaded by a machine": "select count(*) from crm_email where agent like '%GoogleImageProxy%'",
        "fake leads": "select count(*) from people where is_fake",
        "people who opted out": "select count(opted_out_at) from people",
        "opt-outs of which the CRM does not know": """
            select count(*) from pardot_prospect join salesforce_lead on crm_lead_fid = left(salesforce_lead.id, 15)
            where opted_out = 'true' and has_opted_out_of_email = 'false'
        """,
        "refunds": "select count(*) from orders_refunds",
        "deals reopened": """
            select count(*) - count(distinct opportunity_id)
            from salesforce_opportunity_history where stage_name = 'Negotiation'
        """,
        "deals of several companies": "select count(*) - count(distinct deal_id) from hubspot_deal_company",
        "deals of several contacts": """
            select count(*) - count(distinct opportunity_id) from salesforce_opportunity_contact_role
        """,
        "deals in other currencies": "select count(*) from salesforce_opportunity where currency_iso_code = 'BRL'",
        "names in other scripts": "select count(*) from zoho_lead where last_name = '王'",
        "titles in other languages": "select count(*) from zoho_lead where designation = '总监'",
        "people called Null": "select count(*) from salesforce_lead where last_name = 'Null'",
        "unmapped statuses": """select count(*) from crm_leads where "Status" = 'Parked'""",
        "money as text": """select count(*) from crm_ad_spend where "Cost" like '$%,%.%'""",
        "shared mailboxes": "select count(*) from salesforce_lead where email like 'info@%'",
        "addresses with a tag": "select count(*) from salesforce_lead where email like '%+procura@%'",
        "addresses with a slip": "select count(*) from salesforce_lead where email like '%.exmaple'",
        "addresses in capitals": "select count(*) from hubspot_contact where property_email = upper(property_email)",
        "several people on one computer": """
            select count(*) from (
                select visitor_id from web_page_view group by visitor_id having count(distinct email) > 1
            )
        """,
        "people with two devices": "select count(*) from web_page_view where visitor_id like '%-m'",
        "a misspelt campaign": "select count(*) from web_page_view where utm_campaign = 'paid-social-directros'",
        "spend stated anew": """
            select count(*) - count(distinct (date, id, device)) from ads_google_ads_campaign_stats
        """,
    }
    assert [name for name, question in facts.items() if ask(world, question)[0][0] == 0] == []


def test_misfits_stand_at_the_end_of_their_files_as_they_were_typed(world: Path) -> None:
    for name, rows in MISFITS.items():
        with (world / "inbox" / name).open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))[-len(rows) :]
        assert [{key: value for key, value in row.items() if value} for row in read] == [
            {key: value for key, value in row.items() if value} for row in rows
        ]


@pytest.mark.parametrize("seed", range(3))
def test_of_a_few_people_only_the_files_that_there_are_are_mapped(tmp_path: Path, seed: int) -> None:
    config = generate(tmp_path, 100, seed, 60)
    files = load_settings(config, tmp_path / "home").files
    assert len(files) > 20
    assert [file.path for file in files if not (tmp_path / file.path).exists()] == []
