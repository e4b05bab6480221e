"""What may be written to a CRM: the build that readers see, as it was audited, and nothing else."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.audit_result import AUDITED_FILES
from orchestration.erasure.book import ErasureBook
from orchestration.erasure.names import hash_names
from orchestration.errors import NotFound, SyncRefused
from orchestration.manifest import read_manifest
from orchestration.published import current_build, damaged_files


@dataclass(frozen=True)
class Source:
    """A published build."""

    build_id: str
    directory: Path

    def attach(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Open its two files read-only as `marts` and `activation`."""
        for name in AUDITED_FILES:
            path = str(self.directory / name).replace("'", "''")
            connection.execute(f"attach '{path}' as {Path(name).stem} (read_only)")


def published_source(published: Path) -> Source:
    """The build that readers see, its files held against its manifest.

    Raises NotFound if nothing is published, PublishedDamaged if the pointer shows no published build, SyncRefused if
    that was never audited or is no longer what was.
    """
    shown = current_build(published)
    if shown is None:
        raise NotFound("Nothing has been published yet. `leadhouse run` or `leadhouse demo` does.")
    manifest = read_manifest(shown)
    if manifest.build_id != shown.name or not manifest.audit:
        raise SyncRefused(f"{shown.name} was never audited under this name: nothing is sent from it.")
    if damaged := damaged_files(shown):
        raise SyncRefused(
            f"Build {shown.name} is damaged: {', '.join(damaged)} is not what its manifest says. Roll back, or run."
        )
    return Source(shown.name, shown)


class Consent:
    """Who may be written to at this moment: the published build and the erasures of now are asked, not of the plan."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        published: Path,
        source: Source,
        needed: bool,
        erasures: ErasureBook,
    ) -> None:
        self._connection, self._published, self._needed, self._erasures = connection, published, needed, erasures
        self._build = source.build_id
        self._receipts, self._erased = 0, set()

    def withdrawn(self, people: list[str]) -> set[str]:
        """Those of these people who have said no, or are erased or known no longer, since the plan was made."""
        return set(people) & (self._erased_people() | self._gone(people))

    def _erased_people(self) -> set[str]:
        """All of the plan who were erased: readers' build knows them until the next one."""
        receipts = len(self._erasures.receipts())
        if receipts != self._receipts:
            named = "select person_id as row_key, 'person' as kind, person_id as value from plan"
            hash_names(self._connection, named, self._erasures.salt())
            self._erasures.list_in(self._connection)
            found = self._connection.execute("select row_key from hashed semi join erased using (hash)").fetchall()
            self._receipts, self._erased = receipts, {person for (person,) in found}
        return self._erased

    def _gone(self, people: list[str]) -> set[str]:
        shown = current_build(self._published)
        if shown is None or shown.name == self._build:
            return set()
        with duckdb.connect(str(shown / "activation.duckdb"), read_only=True) as activation:
            table = table_named(activation, "people_pii")
            asked = "can_contact" if self._needed else "true"
            known = activation.execute(
                f"select person_id from {table} where {asked} and person_id in (select unnest($1))", [people]
            ).fetchall()
        return set(people) - {person for (person,) in known}


def table_named(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Where a table of this name lies, quoted. Raises SyncRefused if there is none."""
    found = connection.execute(
        "select database_name, schema_name from duckdb_tables() where table_name = $1 and not internal order by all",
        [name],
    ).fetchone()
    if not found:
        raise SyncRefused(f"The published build has no table {name}.")
    return f'"{found[0]}"."{found[1]}"."{name}"'
