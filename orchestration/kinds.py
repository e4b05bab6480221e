"""Exports whose columns are known: a `kind` names a vendor's way of writing files and brings their column maps."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from orchestration.contracts import contracts

KINDS = Path(__file__).parent / "sources" / "kinds"


@cache
def kinds() -> dict[str, dict[str, Any]]:
    """The kinds by name: `source`, what holds for all files, and per entity its columns and exclusions."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(KINDS.glob("*.yml"))}


def entities_of(kind: str) -> list[str]:
    """The tables that files of a kind fill."""
    return list(kinds()[kind]["entities"])


def recognised(names: set[str]) -> list[tuple[str, str]]:
    """The kind and entity whose telling columns a file has, and what else the same file fills; empty if there are none.

    Of several the one that more columns tell.
    """
    known = {
        (kind, entity): set(of_entity["known_by"])
        for kind, content in kinds().items()
        for entity, of_entity in content["entities"].items()
        if "known_by" in of_entity
    }
    fitting = {place: columns for place, columns in known.items() if columns <= names}
    if not fitting:
        return []
    kind, entity = max(fitting, key=lambda place: len(fitting[place]))
    beside = kinds()[kind]["entities"].items()
    return [(kind, entity), *((kind, name) for name, other in beside if other.get("along_with") == entity)]


def of_its_kind(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry of `files:` with what its kind says of such files. The entry's own keys hold, column by column.

    A kind or entity that there is none of adds nothing: what reads the entry names it.
    """
    kind = kinds().get(str(entry.get("kind")))
    if kind is None:
        return entry
    defaults = {name: value for name, value in kind.items() if name != "entities"}
    of_entity = kind["entities"].get(str(entry.get("entity")), {})
    exclude = {"exclude": of_entity["exclude"]} if "exclude" in of_entity else {}
    columns = columns_of(str(entry["kind"]), str(entry.get("entity")))
    own = entry.get("columns")
    return {**defaults, **exclude, **entry, "columns": {**columns, **own} if isinstance(own, dict) else columns}


def columns_of(kind: str, entity: str) -> dict[str, Any]:
    """The column map of one kind of file. Only what the table requires must be in it: somebody chose the columns."""
    source, of_entity = kinds()[kind]["source"], kinds()[kind]["entities"].get(entity)
    if of_entity is None:
        return {}
    contract = contracts()[f"{source}.{entity}"]
    columns = {}
    for name, mapped in of_entity["columns"].items():
        column = contract.columns[name]
        is_needed = (column.required or name in contract.key) and not column.content_hash
        whole = {"column": mapped} if isinstance(mapped, str) else mapped
        columns[name] = whole if is_needed or "constant" in whole else {**whole, "may_be_missing": True}
    return columns
