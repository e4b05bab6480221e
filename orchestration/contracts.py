"""The raw contracts, read from the same YAML that dbt reads: one file per source."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.errors import ContractError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
CONTRACT_FILES = "dbt_project/models/staging/*/_*__sources.yml"
# Of this source a user says in leadhouse.yml what each column means; the others are in the shape of their vendor.
FILES = "files"
# Every command reads the contracts: where PyYAML has its reader in C, in a seventh of the time.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

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
    # What of a person it names: `email`, `record` (of its own system), `visitor`, `visitor_of_system` or `mail_event`.
    person: str | None = None
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

    source: str
    table: str
    columns: dict[str, Column]
    key: tuple[str, ...]
    event_time: str | None
    # What the rows are, of those kinds whose absence an audit notices: `leads`, `orders`, …
    entity: str | None = None
    # A row that names an erased person stays, for its money, without these columns; empty: the row goes.
    detach: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What people call the table: `salesforce.lead`."""
        return f"{self.source}.{self.table}"

    @property
    def schema(self) -> str:
        """The schema of the warehouse that holds the source's raw tables."""
        return f"raw_{self.source}"

    @property
    def relation(self) -> str:
        """The table as SQL names it. Quoted: vendors call tables `user` and `order`."""
        return f'{self.schema}."{self.table}"'


@cache
def contracts(project_root: Path = PROJECT_ROOT) -> dict[str, Contract]:
    """All raw tables by their name (`salesforce.lead`), source by source, in the order in which contracts list them."""
    files = sorted(project_root.glob(CONTRACT_FILES), key=lambda path: (path.parent.name != FILES, path.parent.name))
    found = [_contract(path, table) for path in files for table in _tables(path)]
    return {contract.name: contract for contract in found}


def sources() -> list[str]:
    """The sources that have raw tables."""
    return list(dict.fromkeys(contract.source for contract in contracts().values()))


def contracts_of(source: str) -> list[Contract]:
    """The raw tables of one source."""
    return [contract for contract in contracts().values() if contract.source == source]


def _tables(path: Path) -> list[dict[str, Any]]:
    source = yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)["sources"][0]  # noqa: S506 (a safe one)
    if source["name"] != f"raw_{path.parent.name}":
        raise ContractError(
            f"{path}: the source is called {source['name']}; its folder calls for raw_{path.parent.name}."
        )
    return source["tables"]


def _contract(path: Path, table: dict[str, Any]) -> Contract:
    columns = {column["name"]: _column(path, table["name"], column) for column in table["columns"]}
    meta = table["config"]["meta"]
    named = [*meta["key"], *filter(None, [meta.get("event_time")])]
    if missing := [name for name in named if name not in columns]:
        raise ContractError(f"{path}: {table['name']} has no column {', '.join(missing)} for its key or time.")
    source = path.parent.name
    entity = table["name"] if source == FILES else meta.get("entity")
    detach = tuple(meta.get("detach", ()))
    return Contract(source, table["name"], columns, tuple(meta["key"]), meta.get("event_time"), entity, detach)


def _column(path: Path, table: str, column: dict[str, Any]) -> Column:
    data_type = column["data_type"].replace(" ", "")
    if data_type not in KNOWN_TYPES and not data_type.startswith("decimal("):
        raise ContractError(f"{path}: {table}.{column['name']} has the unknown type {data_type}.")
    meta = column.get("config", {}).get("meta", {})
    limits = {limit: str(meta[limit]) for limit in ("min", "max", "pattern") if limit in meta}
    return Column(
        name=column["name"],
        data_type=data_type,
        required=meta.get("required", False),
        pii=meta.get("pii", False),
        person=meta.get("person"),
        content_hash=meta.get("default") == "content_hash",
        **limits,
    )
