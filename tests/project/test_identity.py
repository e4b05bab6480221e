"""Who is who, whatever the order in which records come: the compiled models against a walk over a graph."""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.benchmarks.identity import measure
from tests.compiled_models import CompiledModel, build, models_up_to
from tests.keys import hash_key

CAP = 6
LEADS_PER_IDENTIFIER = 2
# As delivered.
ADDRESSES_PER_VISITOR = 1
START = datetime(2026, 1, 1)

Identifier = tuple[str, str]


@dataclass(frozen=True)
class Record:
    """A lead, a touch, or a link of one lead to another, and the day of 2026 on which it was there."""

    table: str
    lead_id: str | None
    email: str | None = None
    visitor_id: str | None = None
    linked_id: str | None = None
    day: int | None = None

    @property
    def named(self) -> list[Identifier]:
        leads = [("lead", f"crm|{lead}") for lead in (self.lead_id, self.linked_id) if lead]
        others = [("email", self.email), ("visitor", self.visitor_id)]
        return leads + [(kind, name) for kind, name in others if name]


@pytest.fixture(scope="module")
def models(manifest: dict) -> list[CompiledModel]:
    return models_up_to(manifest, "identity")


@pytest.fixture(scope="module")
def warehouse(empty_build: tuple, models: list[CompiledModel]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The empty warehouse in memory, with a cap that small components reach."""
    home, _ = empty_build
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home / 'warehouse.duckdb'}' as stored (read_only)")
        connection.execute("attach ':memory:' as warehouse; copy from database stored to warehouse; use warehouse")
        set_limits(connection, CAP, LEADS_PER_IDENTIFIER)
        yield connection


def set_limits(warehouse: duckdb.DuckDBPyConnection, cap: int, leads_per_identifier: int) -> None:
    for setting, value in (("component_cap", cap), ("leads_per_identifier", leads_per_identifier)):
        warehouse.execute("update seeds.identity_settings set value = ? where setting = ?", [value, setting])


def empty(warehouse: duckdb.DuckDBPyConnection) -> None:
    for table in ("leads", "touchpoints", "record_links"):
        warehouse.execute(f"delete from raw_files.{table}")


def load(warehouse: duckdb.DuckDBPyConnection, records: list[Record]) -> None:
    for line, record in enumerate(records):
        moment = START + timedelta(days=record.day or 0)
        row = {"source_system": "crm", "_source_line": line, "_loaded_at": datetime(2026, 6, 1)}
        if record.table == "record_links":
            row |= {"record_id": record.lead_id, "linked_record_id": record.linked_id, "match_rule": "merged_record"}
        else:
            row |= {"lead_id": record.lead_id, "email": record.email, "visitor_id": record.visitor_id}
        if record.table == "touchpoints":
            row |= {"touchpoint_id": repr(record), "touchpoint_type": "form_submit", "occurred_at": moment}
        if record.table == "leads":
            row |= {"created_at": moment}
        columns, values = ", ".join(row), ", ".join("?" * len(row))
        warehouse.execute(f"insert into raw_files.{record.table} ({columns}) values ({values})", list(row.values()))


def resolve(warehouse: duckdb.DuckDBPyConnection, models: list[CompiledModel]) -> dict[Identifier, tuple[str, bool]]:
    """Each identifier with its person, and whether its component was split."""
    read = {"int_all_leads", "int_all_touchpoints", "int_all_record_links"}
    build(warehouse, [model for model in models if model.folder == "identity" or model.name in read])
    found = warehouse.sql(
        "select identifier_kind, identifier, person_id, is_split from intermediate.int_identifier_people"
        " inner join intermediate.int_identifiers using (identifier_rank, identifier_kind, identifier_hash)"
    )
    return {(kind, identifier): (person, is_split) for kind, identifier, person, is_split in found.fetchall()}


def person_named_after(identifier: Identifier) -> str:
    return hash_key(*identifier)


def expected_people(records: list[Record]) -> dict[Identifier, tuple[str | None, bool]]:
    """The same, by a walk over a graph; the person of a split component is left open."""
    leads_naming, addresses_seen, first_seen, neighbours = defaultdict(set), defaultdict(set), {}, defaultdict(set)
    for record in records:
        for identifier in record.named:
            leads_naming[identifier] |= {record.lead_id} - {None}
            addresses_seen[identifier] |= {record.email} - {None}
            if record.day is not None:
                first_seen[identifier] = min(record.day, first_seen.get(identifier, record.day))
    crowded = {
        identifier
        for identifier, leads in leads_naming.items()
        if (identifier[0] != "lead" and len(leads) > LEADS_PER_IDENTIFIER)
        or (identifier[0] == "visitor" and len(addresses_seen[identifier]) > ADDRESSES_PER_VISITOR)
    }
    for record in records:
        joined = [identifier for identifier in record.named if identifier not in crowded]
        for identifier in joined:
            neighbours[identifier] |= set(joined)

    people, unseen = {}, set(neighbours)
    while unseen:
        component, edge = set(), {unseen.pop()}
        while edge:
            component |= edge
            edge = {other for identifier in edge for other in neighbours[identifier]} - component
        unseen -= component
        if any(kind != "visitor" for kind, _ in component):
            ages = {one: (first_seen.get(one, 10**6), one[0], person_named_after(one)) for one in component}
            earliest = person_named_after(min(component, key=ages.__getitem__))
            is_split = len(component) > CAP
            people |= dict.fromkeys(component, (None if is_split else earliest, is_split))
    return people


names = {kind: st.sampled_from([None, *(f"{kind}{number}@x.io" for number in range(7))]) for kind in ("e", "v")}
days = st.integers(0, 50)
lead_ids = st.sampled_from([str(number) for number in range(8)])
records_of_a_day = st.lists(
    st.one_of(
        st.builds(Record, st.just("leads"), lead_ids, names["e"], names["v"], day=days),
        st.builds(Record, st.just("touchpoints"), st.none() | lead_ids, names["e"], names["v"], day=days),
        st.builds(Record, st.just("record_links"), lead_ids, linked_id=lead_ids),
    ),
    max_size=30,
    unique_by=lambda record: (record.lead_id,) if record.table == "leads" else record,
)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(records=records_of_a_day, order=st.randoms(use_true_random=False), first_load=st.integers(0, 30))
def test_people_are_the_same_for_any_order_and_any_split_into_loads(warehouse, models, records, order, first_load):
    empty(warehouse)
    load(warehouse, records)
    people = resolve(warehouse, models)

    expected = expected_people(records)
    assert people.keys() <= expected.keys()
    for identifier, (person, is_split) in expected.items():
        if is_split:
            assert identifier not in people or people[identifier][1]
        else:
            assert people[identifier] == (person, False)
    assert max(Counter(person for person, _ in people.values()).values(), default=0) <= CAP

    shuffled = order.sample(records, len(records))
    empty(warehouse)
    load(warehouse, shuffled[:first_load])
    resolve(warehouse, models)
    load(warehouse, shuffled[first_load:])
    assert resolve(warehouse, models) == people


@pytest.fixture
def merge_chain(warehouse, models) -> Iterator[Callable[[int], list[str]]]:
    """The people of so many leads of which each was merged into the next, seen in any order; the cap as delivered."""

    def people_of(length: int) -> list[str]:
        # The same order every time, which is what a test wants of chance.
        days = random.Random(length).sample(range(length), length)
        empty(warehouse)
        load(warehouse, [Record("leads", str(number), day=day) for number, day in enumerate(days)])
        load(warehouse, [Record("record_links", str(one), linked_id=str(one + 1)) for one in range(length - 1)])
        return [person for person, _ in resolve(warehouse, models).values()]

    set_limits(warehouse, 50, 10)
    yield people_of
    set_limits(warehouse, CAP, LEADS_PER_IDENTIFIER)


def test_a_chain_of_merges_up_to_the_cap_is_one_person(merge_chain):
    assert {length: len(set(merge_chain(length))) for length in (2, 33, 49, 50)} == {2: 1, 33: 1, 49: 1, 50: 1}


def test_a_chain_longer_than_the_rounds_reach_is_split_whole(merge_chain):
    assert {length: len(set(merge_chain(length))) for length in (51, 300)} == {51: 51, 300: 300}


def test_the_benchmark_finds_people(warehouse, models):
    empty(warehouse)
    seconds = measure(warehouse, models, touchpoints=1_000)
    assert seconds.keys() == {model.name for model in models if model.folder == "identity"}
    people = warehouse.sql("select count(distinct person_id) from intermediate.int_identity_people").fetchone()
    assert people > (50,)
