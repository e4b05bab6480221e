"""To Spark and back: raw tables as Parquet, and the marts that Spark made of them as the files that are audited."""

import json
import shutil
from pathlib import Path

import duckdb

from orchestration.audit_result import AUDITED_FILES
from orchestration.books import BOOKS
from orchestration.contracts import contracts
from orchestration.engine import connect
from orchestration.home import Home
from orchestration.settings import Settings
from orchestration.warehouse import open_warehouse


def hand_over(settings: Settings) -> int:
    """Write every raw table that the gate fills, and the gate's books, as Parquet; how many rows they hold.

    What another run left here is removed first: it is older than what the gate knows now.
    """
    forget_handover(settings.home)
    # All of it names people.
    settings.home.spark.mkdir(mode=0o700)
    relations = {
        (contract.schema, contract.table): contract.relation
        for contract in contracts().values()
        if contract.source not in settings.loader_schemas
    } | {("gate", book): f"gate.{book}" for book in BOOKS}
    rows = 0
    with open_warehouse(settings.home, read_only=True) as connection:
        for (schema, table), relation in relations.items():
            folder = settings.home.handed_over / schema / table
            folder.mkdir(parents=True)
            copied = connection.execute(f"copy {relation} to '{_quoted(folder)}/rows.parquet' (format parquet)")
            rows += copied.fetchone()[0]
    return rows


def take_back(home: Home, served: dict[str, list[tuple[str, str]]]) -> None:
    """Put the tables that Spark made, (schema, name) by the file they belong to, into the build's files.

    Their Parquet stays beside the marts, to be published with them; Spark's other tables and the raw ones go.
    """
    with connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for file in AUDITED_FILES:
            # Under its own name the file of `activation` could not be told from the schema in it.
            connection.execute(f"attach '{_quoted(home.build / file)}' as build")
            for schema, name in served[Path(file).stem]:
                connection.execute(f"create schema if not exists build.{schema}")
                made = f"read_parquet('{_quoted(_made_by_spark(home, schema, name))}/*.parquet')"
                columns = _in_utc(connection, made)
                connection.execute(f"create table build.{schema}.{name} as select {columns} from {made}")
            connection.execute("detach build")
    for schema, name in served["marts"]:
        target = home.build / "tables" / schema / name
        target.mkdir(parents=True)
        for part in _made_by_spark(home, schema, name).glob("*.parquet"):
            part.rename(target / part.name)
    forget_handover(home)


def forget_handover(home: Home) -> None:
    """Remove what was handed over and what Spark made of it: it names people."""
    shutil.rmtree(home.spark, ignore_errors=True)


def served_tables(manifest: Path) -> dict[str, list[tuple[str, str]]]:
    """The models that readers and sync tools open, (schema, name) by layer: a file for each of the two."""
    nodes = json.loads(manifest.read_text())["nodes"].values()
    layers = [Path(file).stem for file in AUDITED_FILES]
    return {
        layer: sorted(
            (node["schema"], node["name"])
            for node in nodes
            if node["resource_type"] == "model" and node["fqn"][1] == layer
        )
        for layer in layers
    }


def _made_by_spark(home: Home, schema: str, name: str) -> Path:
    return home.spark / "tables" / f"{schema}.db" / name


def _in_utc(connection: duckdb.DuckDBPyConnection, made: str) -> str:
    """All columns; an instant as DuckDB's models have it, a time without a zone that is one of UTC."""
    columns = connection.sql(f"select column_name, column_type from (describe from {made})").fetchall()
    return ", ".join(
        f'cast("{name}" as timestamp) as "{name}"' if data_type == "TIMESTAMP WITH TIME ZONE" else f'"{name}"'
        for name, data_type in columns
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
