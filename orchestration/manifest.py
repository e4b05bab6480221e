"""What a published build says about itself."""

import hashlib
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict, ValidationError

from orchestration.engine import connect
from orchestration.errors import PublishedDamaged

MANIFEST = "manifest.json"
SEAL = "manifest.sha256"
REMEDY = "`leadhouse rollback` shows readers the build before; `leadhouse run --full-refresh` publishes anew."
PACKAGES = ("dagster", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations")


class FileEntry(BaseModel):
    sha256: str
    bytes: int


class MartEntry(BaseModel):
    """`content` depends on the rows and not on their order: by one release of DuckDB the same rows give the same."""

    rows: int
    content: str


class Manifest(BaseModel):
    """Kept as `manifest.json` in the build's directory, which it lists whole, itself and its hash excepted."""

    model_config = ConfigDict(frozen=True)

    build_id: str
    as_of: datetime
    started_at: datetime
    created_at: datetime
    fingerprint: str
    # The question of which alone this build made anew what depends on it; nothing else had changed.
    selected: str | None = None
    files: dict[str, FileEntry]
    marts: dict[str, MartEntry]
    audit: dict[str, int]
    # What was odd about it and did not keep it from its readers.
    alerts: list[str] = []
    versions: dict[str, str]


def written(manifest: Manifest) -> dict[str, str]:
    """The manifest as files: itself, and its own hash in the form of `sha256sum`."""
    text = manifest.model_dump_json(indent=2)
    return {MANIFEST: text, SEAL: f"{hashlib.sha256(text.encode()).hexdigest()}  {MANIFEST}\n"}


def read_manifest(directory: Path) -> Manifest:
    """The manifest of a published build's directory.

    Raises PublishedDamaged if it is gone or not what was written. Builds of older releases have no hash of it.
    """
    path, seal = directory / MANIFEST, directory / SEAL
    try:
        content = path.read_bytes()
        if not seal.exists() or seal.read_bytes().startswith(hashlib.sha256(content).hexdigest().encode()):
            return Manifest.model_validate_json(content)
    except (FileNotFoundError, ValidationError) as error:
        raise PublishedDamaged(f"{path} is {'gone' if isinstance(error, OSError) else 'damaged'}. {REMEDY}") from None
    raise PublishedDamaged(f"{path} is not what was published. {REMEDY}")


def describe_marts(file: Path) -> dict[str, MartEntry]:
    """Rows and content of every table of a marts file.

    The sum of the rows' hashes, unlike their exclusive or, also tells a table from one in which two rows are doubled.
    """
    with connect(file, read_only=True) as marts:
        tables = marts.sql(
            "select database_name, schema_name, table_name from duckdb_tables() where not internal order by all"
        ).fetchall()
        return {f"{place[1]}.{place[2]}": _describe(marts, *place) for place in tables}


def package_versions() -> dict[str, str]:
    """Versions of what decides the numbers; our own is in the fingerprint."""
    return {name: version(name) for name in PACKAGES}


def _describe(marts: duckdb.DuckDBPyConnection, database: str, schema: str, table: str) -> MartEntry:
    """The database is named too: the one of `activation.duckdb` is called as its schema is."""
    columns = marts.execute(
        "select column_name, data_type from duckdb_columns() "
        "where (database_name, schema_name, table_name) = ($1, $2, $3) order by column_index",
        [database, schema, table],
    ).fetchall()
    # As a text a float says all that it is: 0.0 and -0.0 have one hash.
    hashed = ", ".join(f'cast("{name}" as varchar)' if kind == "DOUBLE" else f'"{name}"' for name, kind in columns)
    [(rows, content)] = marts.sql(
        f'select count(*), coalesce(sum(hash({hashed})), 0) from "{database}"."{schema}"."{table}"'
    ).fetchall()
    return MartEntry(rows=rows, content=f"{content:x}")
