"""What a build says of a past day: nothing that came later is in it, and the history of today's build says the same."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import permutations
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from orchestration.dbt_build import prepare_manifest
from tests.compiled_models import CompiledModel, build, looking_from, models_that_make

# The moments at which rows of any source tell that something happened, was written or arrived. Plans are none of them.
TOLD_AT = {
    "changed_at", "created", "created_at", "created_date", "created_time", "date_entered", "last_modified_date",
    "last_modified_time", "last_updated", "linked_at", "modified_time", "occurred_at", "ordered_at", "processed_at",
    "property_createdate", "property_hs_createdate", "property_hs_lastmodifieddate", "property_lastmodifieddate",
    "received_at", "system_modstamp", "timestamp", "updated_at", "updated_time",
}  # fmt: skip
RESULTS = {
    "score": "from intermediate.int_person_scores",
    "ledger": "from marts.lead_score.lead_score_ledger",
    "history": "from marts.lead_score.lead_score_history",
    "lifecycle": "from marts.lifecycle.lifecycle_intervals",
}
# What a score is made of.
INPUTS = {
    "known": "select person_id, is_valid, known_at from intermediate.int_known_people",
    "attributes": "from intermediate.int_scored_attributes",
    "touches": "from intermediate.int_scored_touchpoints",
}
TODAY = datetime(2026, 6, 30, 23, 59, 59)
# As they begin in the demo's reporting zone; the first comes after the hour that the clocks repeated.
DAYS = ["2025-11-03", "2026-02-17", "2026-05-29"]


def beginning(day: str) -> datetime:
    """By UTC, as the warehouse keeps time."""
    local = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo("America/New_York"))
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def build_as_of(moment: datetime, name: str, models: list[CompiledModel], warehouse: duckdb.DuckDBPyConnection) -> None:
    """Build as of the moment, and keep the results in a schema of that name."""
    build(warehouse, looking_from(models, moment))
    warehouse.execute(f'create schema memory."{name}"')
    for table, sql in (RESULTS | INPUTS).items():
        warehouse.execute(f'create table memory."{name}".{table} as {sql}')


def forget_what_was_told_after(moment: datetime, warehouse: duckdb.DuckDBPyConnection) -> None:
    columns = warehouse.sql("""
        select schema_name || '.' || table_name, list(column_name)
        from duckdb_columns() where schema_name like 'raw_%' and database_name = current_database() group by 1
    """).fetchall()
    for table, names in columns:
        if told_at := TOLD_AT.intersection(names):
            warehouse.execute(f"delete from {table} where greatest({', '.join(told_at)}) > ?", [moment])


@pytest.fixture(scope="module")
def ask(demo_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], list[tuple]]]:
    """Queries over the results as of `today`, of each day (by its name), and of each day without what came later."""
    copy = tmp_path_factory.mktemp("past")
    for name in ("warehouse", "marts"):
        shutil.copyfile(next(demo_home.glob(f"{name}.duckdb"), demo_home / "build" / f"{name}.duckdb"), copy / name)
    manifest = json.loads(prepare_manifest().read_text(encoding="utf-8"))
    results = json.loads((demo_home / "dbt" / "run_results.json").read_text(encoding="utf-8"))["results"]
    # The SQL as the run had it.
    for result in results:
        manifest["nodes"].get(result["unique_id"], {})["compiled_code"] = result.get("compiled_code")
    names = ("int_person_scores", "lead_score_ledger", "lead_score_history", "lifecycle_intervals")
    models = models_that_make(manifest, *names)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{copy}/warehouse' as warehouse; attach '{copy}/marts' as marts; use warehouse")
        build_as_of(TODAY, "today", models, connection)
        for day in reversed(DAYS):
            build_as_of(beginning(day), day, models, connection)
            forget_what_was_told_after(beginning(day), connection)
            build_as_of(beginning(day), f"{day} cut", models, connection)
        connection.execute("use memory")
        yield lambda question: connection.sql(question).fetchall()


@pytest.mark.parametrize("day", DAYS)
def test_what_came_later_changes_nothing(ask, day):
    for table in RESULTS:
        assert ask(f'select count(*) > 100 from "{day}".{table}') == [(True,)]
        for one, other in permutations([f'"{day}".{table}', f'"{day} cut".{table}']):
            assert ask(f"from {one} except all from {other} limit 3") == [], table


@pytest.mark.parametrize("day", DAYS)
def test_the_history_says_what_was_scored_then(ask, day):
    """Of all of whom nothing was learnt since: who and what they are, and what they did before that day."""
    then = f"timestamp '{beginning(day)}'"
    pairs = [(f"from today.{table}", f'from "{day}".{table}') for table in ("known", "attributes")]
    pairs += [(f"from today.touches where occurred_at < {then}", f'from "{day}".touches where occurred_at < {then}')]
    learnt = " union ".join(
        f"select person_id from ({one} except {other})" for pair in pairs for one, other in permutations(pair)
    )
    unchanged = f"person_id not in ({learnt})"
    history = [
        f"from today.history where score_on < date '{day}' and {unchanged}",
        f'from "{day}".history where {unchanged}',
    ]
    assert ask(f'select count(*) filter ({unchanged}) > 0.5 * count(*) from "{day}".score') == [(True,)]
    for one, other in permutations(history):
        assert ask(f"{one} except all {other} limit 3") == []
    [(people, apart)] = ask(f"""
        select count(*), max(abs(score_before - score.lead_score)) from today.history
        join "{day}".score using (person_id) where score_on = date '{day}' and {unchanged}
    """)
    # Rows of the history and of the ledger are rounded to nine places each.
    assert people > 0
    assert apart < 0.000001


@pytest.mark.parametrize("day", [*DAYS, "today"])
def test_the_ledger_of_any_day_sums_to_the_score_and_to_its_change(ask, day):
    assert (
        ask(f"""
        select person_id from (
            select person_id, sum(counted_points) as points, sum(counted_points_then) as points_then
            from "{day}".ledger group by person_id
        ) as ledger full join "{day}".score as score using (person_id)
        where score.lead_score is distinct from coalesce(points, 0)
            or score.compared_score is distinct from coalesce(points_then, 0)
    """)
        == []
    )
