"""The published marts of the invented company against the truth that only its generator knows."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.ledger import Ledger
from orchestration.sources.demo.systems.misfits import MISFITS
from tests.conftest import leadhouse

Ask = Callable[[str], list[tuple]]


@pytest.fixture(scope="module")
def ask(demo_home: Path) -> Ask:
    """Queries over the marts, with `truth` (true people) and `whose` (the true person behind each resolved one)."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{demo_home}/published/current/marts.duckdb' as marts (read_only)")
        connection.execute(f"create view truth as from '{demo_home}/truth/people.parquet'")
        connection.execute(f"create view true_identity as from '{demo_home}/truth/identity.parquet'")
        connection.execute("use marts")
        connection.execute("""
            create temp view whose as
            select distinct identity_links.person_id, true_identity.person
            from core.identity_links
            inner join memory.true_identity
                on identity_links.source_record_id = true_identity.source_record_id
                and identity_links.source_system = true_identity.source_system
                and identity_links.identifier_kind = 'lead' and true_identity.kind = 'lead'
        """)
        yield lambda question: connection.sql(question.replace("truth", "memory.truth")).fetchall()


def test_hardly_anybody_is_two_people(ask: Ask) -> None:
    [(people,)] = ask("select count(*) from (select person_id from whose group by person_id having count(*) > 1)")
    # Only those who sit at a colleague's computer.
    assert people <= ask("select count(lead_at) from truth")[0][0] / 400


def test_hardly_anybody_is_taken_for_two(ask: Ask) -> None:
    [(split, people)] = ask("""
        select count(*) filter (where records > 1), count(*)
        from (select count(*) as records from whose group by person)
    """)
    assert people == ask("select count(lead_at) from truth")[0][0]
    # Two records under a shared mailbox or an invented address, or with an address misspelt in one: they may well be
    # two people.
    assert split <= people / 100


def test_fake_leads_and_only_they_are_invalid(ask: Ask) -> None:
    wrong = """
        select count(*) from core.people join whose using (person_id) join truth using (person) where is_valid = is_fake
    """
    assert ask(wrong) == [(0,)]


def test_who_won_is_a_customer(ask: Ask) -> None:
    in_marts = ask("""
        select distinct person from core.opportunities join whose using (person_id) where is_won order by person
    """)
    in_truth = ask("select person from truth where won_at is not null order by person")
    assert set(in_truth) <= set(in_marts)
    # A colleague at the same computer may be taken for the one who bought.
    assert len(in_marts) <= len(in_truth) * 1.02
    became = """
        select count(distinct person) from lifecycle.lifecycle_intervals join whose using (person_id)
        join truth using (person) where won_at is not null and stage = 'customer'
    """
    assert ask(became) == [(len(in_truth),)]


def test_nobody_who_opted_out_can_be_contacted(ask: Ask) -> None:
    opted_out = """
        select count(*), count(people.opted_out_at), count(*) filter (where people.can_contact)
        from core.people join whose using (person_id) join truth using (person)
        where truth.opted_out_at is not null
    """
    [(truly, known, contacted)] = ask(opted_out)
    assert truly > 0
    assert (known, contacted) == (truly, 0)


def test_people_are_found_in_the_channel_they_came_by(ask: Ask) -> None:
    [(same, people)] = ask("""
        select count(*) filter (where first_touch_channel = channel), count(*)
        from core.people join whose using (person_id) join truth using (person)
        where is_valid
    """)
    # The rest came to a webinar at once, which outranks where they came from, or stands where bought lists are unknown.
    assert same / people > 0.94


def test_machines_count_nowhere(ask: Ask) -> None:
    excluded = dict(ask("select excluded_reason, count(*) from core.touchpoints where not is_counted group by all"))
    assert {"bot", "scanner"} <= excluded.keys()
    assert ask("select count(*) from core.touchpoints where is_counted and excluded_reason is not null") == [(0,)]


def test_the_keener_the_higher_the_score(ask: Ask) -> None:
    by_interest = ask("""
        select interest, avg(lead_score)
        from lead_score.lead_scores join whose using (person_id) join truth using (person)
        group by interest order by interest
    """)
    averages = [average for _, average in by_interest]
    assert averages == sorted(averages)
    # Points fade, so that many who were keen long ago have few left.
    assert averages[-1] > 1.2 * averages[0]


def test_misfits_are_in_quarantine_and_nothing_else(demo_home: Path) -> None:
    loads = Ledger(demo_home / "ledger.sqlite").loads()
    quarantined = {Path(load.file_name).name: load.rows_quarantined for load in loads if load.rows_quarantined}
    assert quarantined == {Path(name).name: len(rows) for name, rows in MISFITS.items()}


def test_a_score_can_be_explained(demo_home: Path, ask: Ask) -> None:
    [(person, score)] = ask(
        "select person_id, lead_score from lead_score.lead_scores order by lead_score desc, person_id limit 1"
    )
    said = leadhouse("explain", person, "--home", demo_home)
    assert f"Score {score:.2f}: hot" in said
    assert f"score {score:.2f}" in " ".join(said.split())


def test_the_call_list_are_the_hot_whom_nobody_called(ask: Ask) -> None:
    calls = ask("select person_id from lifecycle.hot_leads order by call_order")
    hot = ask("select count(*) from lead_score.lead_scores where temperature = 'hot' and qualification = 'mql'")
    assert 0 < len(calls) <= hot[0][0]


def test_nobody_without_consent_is_written_to(ask: Ask) -> None:
    silent = ask("""
        select count(*), count(*) filter (where needs_consent) from nurture.next_actions
        join whose using (person_id) join truth using (person) where truth.opted_out_at is not null
    """)
    assert silent[0][0] > 0
    assert silent[0][1] == 0
