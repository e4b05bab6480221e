"""The invented company: the same for the same seed, alive, and with a truth that its files agree with."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration.sources.demo import generate
from orchestration.sources.demo.misfits import MISFITS

PEOPLE, SEED, DAYS = 3_000, 11, 300


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("world"), PEOPLE, SEED, DAYS).parent


def hashes(world: Path) -> dict[str, str]:
    files = sorted(path for path in world.rglob("*") if path.is_file())
    return {str(path.relative_to(world)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def ask(world: Path, question: str) -> list[tuple]:
    """Rows of a query in which `@name` is a file of the inbox or the truth, all text where the file is CSV."""
    with duckdb.connect() as connection:
        for path in (world / "inbox").iterdir():
            name = path.name.split(".")[0]
            delimiter = ";" if name == "orders" else ","
            if ".csv" in path.name:
                connection.sql(f"from read_csv('{path}', all_varchar = true, delim = '{delimiter}')").create_view(name)
            else:
                connection.sql(f"from '{path}'").create_view(name)
        connection.sql(f"from '{world}/truth/people.parquet'").create_view("people")
        connection.sql(f"from '{world}/truth/identity.parquet'").create_view("identity")
        return connection.sql(question).fetchall()


def test_the_same_seed_gives_the_same_bytes_in_another_process(world: Path, tmp_path: Path) -> None:
    script = "import sys, pathlib; from orchestration.sources.demo import generate; "
    script += f"generate(pathlib.Path(sys.argv[1]), {PEOPLE}, {SEED}, {DAYS})"
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run([sys.executable, "-c", script, tmp_path / "again"], check=True, env=elsewhere)
    assert hashes(tmp_path / "again") == hashes(world)


def test_another_seed_gives_another_world(world: Path, tmp_path: Path) -> None:
    other = generate(tmp_path, PEOPLE, SEED + 1, DAYS).parent
    same = {name for name, value in hashes(other).items() if value == hashes(world)[name]}
    assert same == {"leadhouse.yml", "inbox/campaigns.csv"}


def test_groups_of_people_do_not_share_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.sources.demo.GROUP", 100)
    world = generate(tmp_path, 350, SEED, 60).parent
    keys = {"accounts": "account_id", "email": "id", "meetings": "id", "activities": "activity_id", "orders": '"Order"'}
    for file, key in keys.items():
        assert ask(world, f"select count(*) - count(distinct {key}) from {file}") == [(0,)], file
    assert ask(world, "select count(distinct person), min(person), max(person) from people") == [(350, 0, 349)]


def test_every_lead_record_is_somebody(world: Path) -> None:
    leads = """
        select count(distinct leads."Lead ID"), count(distinct identity.person)
        from leads left join identity on identity.record_id = leads."Lead ID" and identity.kind = 'lead'
        where coalesce(leads."Lead ID", '') not like '%typed%' and leads."Lead ID" is not null
    """
    [(records, persons)] = ask(world, leads)
    [(known,)] = ask(world, "select count(known_at) from people")
    assert persons == known
    assert records > persons, "some people have two records"


def test_what_the_truth_says_stands_in_the_files(world: Path) -> None:
    assert ask(world, "select count(distinct opportunity_id) from opportunities where is_won = 'true'") >= ask(
        world, "select count(won_at) from people"
    )
    statuses = """
        select count(*) from people
        full join (select distinct "Lead ID" as lead_id from leads where "Status" = 'MQL') as qualified
            on qualified.lead_id = 'L-' || people.person
        where (people.mql_at is null) <> (qualified.lead_id is null)
    """
    assert ask(world, statuses) == [(0,)]


def test_nothing_happens_outside_the_period(world: Path) -> None:
    moments = {
        "web": "occurred_at",
        "leads": '"Last Modified"',
        "opportunities": "updated_at",
        "activities": "occurred_at",
        "consents": "changed_at",
    }
    for file, column in moments.items():
        [(first, last)] = ask(world, f"select min({column})[:10], max({column})[:10] from {file}")
        assert first >= "2025-09-04", file
        assert last <= "2026-06-30", file


def test_stages_follow_each_other(world: Path) -> None:
    broken = """
        select count(*) from people
        where not (
            coalesce(arrived_at <= known_at + interval 10 minute, true) and coalesce(known_at <= mql_at, true)
            and coalesce(mql_at <= sql_at, true) and coalesce(sql_at <= opportunity_at, true)
            and coalesce(opportunity_at < won_at, true)
        ) or (is_fake and mql_at is not null)
    """
    assert ask(world, broken) == [(0,)]


def test_fit_and_keenness_pay(world: Path) -> None:
    by_propensity = "select propensity >= 50, count(won_at) / count(*) from people where not is_fake group by 1"
    rates = dict(ask(world, by_propensity))
    assert rates[True] > 5 * rates[False]


def test_the_files_have_what_the_marts_must_cope_with(world: Path) -> None:
    facts = {
        "touches delivered twice": "select count(*) - count(distinct id) from web",
        "touches that came a day late": """
            select count(*) from web where received_at::timestamptz > occurred_at::timestamptz + interval 1 day
        """,
        "touches of people not known yet": "select count(*) from web where email is null",
        "crawlers": "select count(*) from web where user_agent like '%Googlebot%'",
        "mail scanners": "select count(*) from email where agent like 'Barracuda%'",
        "fake leads": "select count(*) from people where is_fake",
        "people who opted out": "select count(opted_out_at) from people",
        "refunds": 'select count("Refund of") from orders',
        "reopened deals": """
            select count(*) - count(distinct opportunity_id) from opportunities where stage = 'Negotiation'
        """,
        "deals in other currencies": "select count(*) from opportunities where currency = 'BRL'",
        "names in other scripts": """select count(*) from leads where "Last Name" = '王'""",
        "people called Null": """select count(*) from leads where "Last Name" = 'Null'""",
        "unmapped statuses": """select count(*) from leads where "Status" = 'Parked'""",
        "money as text": """select count(*) from ad_spend where "Cost" like '$%,%.%'""",
        "shared mailboxes": """select count(*) from leads where "Email" like 'info@%'""",
    }
    assert [name for name, question in facts.items() if ask(world, question)[0][0] == 0] == []


def test_misfits_stand_at_the_end_of_their_files_as_they_were_typed(world: Path) -> None:
    for name, rows in MISFITS.items():
        with (world / "inbox" / name).open(encoding="utf-8", newline="") as file:
            read = list(csv.DictReader(file))[-len(rows) :]
        assert [{key: value for key, value in row.items() if value} for row in read] == [
            {key: value for key, value in row.items() if value} for row in rows
        ]
