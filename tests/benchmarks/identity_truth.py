"""How well people are told apart: `python -m tests.benchmarks.identity_truth HOME`, a home of `leadhouse demo`.

Pairwise precision: of all pairs of records that we hold for one person, the share that is one in truth. Pairwise
recall: of all pairs that are one person in truth, the share that we found. Pairs are counted by the sizes of groups.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.keys import know_hash_key

# Every record of the truth with the person that we hold it for; one that we do not know is somebody apart.
RESOLVED = """
with found as (
    select identifier_hash, min(person_id) as person_id
    from {links}
    where match_rule <> 'too_many_leads'
    group by identifier_hash
)

select
    truth.person,
    coalesce(found.person_id, truth.kind || truth.source_system || truth.source_record_id) as person_id
from {truth} as truth
left join found
    on found.identifier_hash = hash_key(
        case truth.kind when 'visitor' then 'visitor|' else 'lead|' || truth.source_system || '|' end
        || truth.source_record_id
    )
"""

PAIRS = "select coalesce(sum(size * (size - 1) / 2), 0) from (select count(*) as size from resolved group by {group})"


@dataclass(frozen=True)
class Accuracy:
    true_pairs: int
    found_pairs: int
    right_pairs: int

    @property
    def precision(self) -> float:
        return self.right_pairs / self.found_pairs

    @property
    def recall(self) -> float:
        return self.right_pairs / self.true_pairs


def accuracy(connection: duckdb.DuckDBPyConnection, links: str, truth: str) -> Accuracy:
    """Compare a relation of `identity_links` with one of (source_system, kind, source_record_id, person)."""
    know_hash_key(connection)
    connection.execute(f"create or replace temp table resolved as {RESOLVED.format(links=links, truth=truth)}")

    def pairs(group: str) -> int:
        return int(connection.execute(PAIRS.format(group=group)).fetchone()[0])

    return Accuracy(pairs("person"), pairs("person_id"), pairs("person, person_id"))


def accuracy_of_home(home: Path) -> Accuracy:
    """The accuracy of what a home has published."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home / 'published' / 'current' / 'marts.duckdb'}' as marts (read_only)")
        return accuracy(connection, "marts.core.identity_links", f"'{home / 'truth' / 'identity.parquet'}'")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    found = accuracy_of_home(parser.parse_args().home)
    print(f"precision {found.precision:.5f}, recall {found.recall:.5f}; {found}")


if __name__ == "__main__":
    main()
