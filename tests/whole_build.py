"""A warehouse of its own for a test: files through the gate, then every model, without starting dbt or Dagster."""

import csv
import io
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.books import copy_books
from orchestration.contracts import sources
from orchestration.ingest import LoadReport, ingest_source
from orchestration.ledger import Ledger
from orchestration.manifest import describe_marts
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import verify_warehouse
from tests.compiled_models import CompiledModel, build

# What dbt made of nothing: seeds, empty raw tables, empty marts.
FILES = ("warehouse.duckdb", "build/marts.duckdb", "build/activation.duckdb")
# Marts that tell of the loads themselves.
OF_LOADS = "data_quality."


@dataclass(frozen=True)
class WholeBuild:
    """A home that begins as a copy of an `empty` one, and the models that are made in it."""

    home: Path
    models: list[CompiledModel] = field(repr=False)

    @classmethod
    def begin(cls, empty: Path, home: Path, models: list[CompiledModel]) -> "WholeBuild":
        for name in FILES:
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(empty / name, home / name)
        return cls(home, models)

    def load(self, config: Path, now: datetime | None = None) -> list[LoadReport]:
        """Load what a leadhouse.yml names, source by source; every load must conserve its rows."""
        settings = load_settings(config, self.home)
        ledger = Ledger(settings.home.ledger)
        reports = [report for source in sources() for report in ingest_source(settings, ledger, source, now)]
        for report in reports:
            kept_apart = report.rows_quarantined + report.rows_duplicate + report.rows_excluded
            assert report.rows_read == report.rows_loaded + kept_apart
        verify_warehouse(settings, ledger)
        return reports

    def load_rows(self, tables: dict[str, Sequence[dict[str, Any]]], **loaded: Any) -> list[LoadReport]:
        """Load rows of the `files` source, a CSV file for each table."""
        directory = self.home / "inbox"
        directory.mkdir(exist_ok=True)
        entries = []
        for table, rows in tables.items():
            names = list(dict.fromkeys(name for row in rows for name in row))
            (directory / f"{table}.csv").write_text(_as_csv(names, rows), encoding="utf-8")
            columns = {name: name for name in names}
            entries.append({"entity": table, "system": "crm", "path": f"{table}.csv", "columns": columns})
        config = directory / "leadhouse.yml"
        config.write_text(json.dumps({"files": entries}))
        return self.load(config, **loaded)

    def settings(self) -> Settings:
        return load_settings(home=self.home)

    def build(self, models: list[CompiledModel] | None = None, only_news: bool = False) -> dict[str, str]:
        """Make every model; the content of each mart that does not tell of the loads themselves."""
        settings = self.settings()
        copy_books(settings, Ledger(settings.home.ledger))
        with self.connect() as warehouse:
            build(warehouse, models or self.models, only_news)
            warehouse.execute("create schema if not exists kept")
            for model in self.models:
                if model.name.endswith("_fingerprints"):
                    warehouse.execute(f"create or replace table kept.{model.name} as from {model.relation}")
        marts = describe_marts(self.home / "build" / "marts.duckdb")
        return {name: mart.content for name, mart in marts.items() if not name.startswith(OF_LOADS)}

    def connect(self) -> duckdb.DuckDBPyConnection:
        """The warehouse with both build files attached, as profiles.yml has them."""
        connection = duckdb.connect(str(self.home / "warehouse.duckdb"))
        for name in ("marts", "activation"):
            connection.execute(f"attach '{self.home / 'build' / name}.duckdb' as {name}")
        return connection

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.sql(sql).fetchall()


def _as_csv(names: list[str], rows: Sequence[dict[str, Any]]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()
