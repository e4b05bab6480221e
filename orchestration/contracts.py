"""The raw contract, read from the same YAML that dbt reads."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import ContractError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
CONTRACT_FILE = Path("dbt_project/models/staging/files/_files__sources.yml")

# The gate's own columns, which every raw table ends with.
GATE_COLUMNS = {
    "source_system": "varchar",
    "_load_id": "varchar",
    "_source_line": "bigint",
    "_row_hash": "varchar",
    "_loaded_at": "timestamp",
}
KNOWN_TYPES = {"string", "int", "bigint", "double", "boolean", "date", "timestamp"}


@dataclass(frozen=True)
class Column:
    """A column of a raw table and what a value must be to enter it."""

    name: str
    data_type: str
    required: bool = False
    pii: bool = False
    min: str | None = None
    max: str | None = None
    pattern: str | None = None
    content_hash: bool = False

    @property
    def is_decimal(self) -> bool:
        return self.data_type.startswith("decimal")

    @property
    def is_number(self) -> bool:
        return self.is_decimal or self.data_type in {"int", "bigint", "double"}

    @property
    def is_time(self) -> bool:
        return self.data_type in {"date", "timestamp"}


@dataclass(frozen=True)
class Contract:
    """One raw table. `key` tells rows apart within a source system, `event_time` dates them."""

    table: str
    columns: dict[str, Column]
    key: tuple[str, ...]
    event_time: str | None


@cache
def contracts(project_root: Path = PROJECT_ROOT) -> dict[str, Contract]:
    """All raw tables of the `files` source by name, in the order in which the contract lists them."""
    source = yaml.safe_load((project_root / CONTRACT_FILE).read_text(encoding="utf-8"))["sources"][0]
    return {table["name"]: _contract(table) for table in source["tables"]}


def _contract(table: dict[str, Any]) -> Contract:
    columns = {column["name"]: _column(table["name"], column) for column in table["columns"]}
    meta = table["config"]["meta"]
    named = [*meta["key"], *filter(None, [meta.get("event_time")])]
    if missing := [name for name in named if name not in columns]:
        raise ContractError(f"{CONTRACT_FILE}: {table['name']} has no column {', '.join(missing)} for its key or time.")
    return Contract(table["name"], columns, tuple(meta["key"]), meta.get("event_time"))


def _column(table: str, column: dict[str, Any]) -> Column:
    data_type = column["data_type"].replace(" ", "")
    if data_type not in KNOWN_TYPES and not data_type.startswith("decimal("):
        raise ContractError(f"{CONTRACT_FILE}: {table}.{column['name']} has the unknown type {data_type}.")
    meta = column.get("config", {}).get("meta", {})
    limits = {limit: str(meta[limit]) for limit in ("min", "max", "pattern") if limit in meta}
    return Column(
        name=column["name"],
        data_type=data_type,
        required=meta.get("required", False),
        pii=meta.get("pii", False),
        content_hash=meta.get("default") == "content_hash",
        **limits,
    )
