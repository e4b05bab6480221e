"""What happens to invented people, a line each, and the raw rows that tell of it.

2025-01-05 09:00 record r1              a CRM writes down who they are; `r1@erp` is a record of another system
2025-01-06 09:00 status r1 Qualified    the record takes a status
2025-01-06 10:00 chat                   a touch; likewise `demo_request`, the one touch with points here, and `referral`
2025-01-07 09:00 call Not interested    a salesperson notes an outcome
2025-01-08 09:00 deal d1 opened         likewise `won`, `lost`, `reopened`
2025-01-09 09:00 order o1
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import duckdb

TOUCHES = ("chat", "demo_request", "referral")
LOADED_AT = datetime(2025, 12, 1)


class Event(NamedTuple):
    at: datetime
    kind: str
    name: str = ""
    word: str = ""


@dataclass(frozen=True)
class RawRow:
    table: str
    values: dict[str, Any]


def event(line: str) -> Event:
    """An event as a case writes it."""
    day, time, kind, *rest = line.split()
    at = datetime.fromisoformat(f"{day} {time}")
    if kind == "call":
        return Event(at, kind, word=" ".join(rest))
    return Event(at, kind, rest[0] if rest else "", " ".join(rest[1:]))


def raw_rows(person: str, events: Iterable[Event]) -> list[RawRow]:
    """Rows of the `files` source: each change of a record or a deal is a version of it."""
    rows, created_at, opened_at = [], {}, {}
    for number, one in enumerate(sorted(events)):
        whose = {"source_system": "crm", "email": f"{person}@people.io"}
        if one.kind in ("record", "status"):
            name, _, system = one.name.partition("@")
            created_at.setdefault(one.name, one.at)
            versions = {"created_at": created_at[one.name], "updated_at": one.at, "status": one.word or None}
            told = {"source_system": system or "crm", "lead_id": f"{person}-{name}"}
            rows.append(RawRow("leads", whose | told | versions))
        elif one.kind in TOUCHES:
            told = {"touchpoint_id": f"{person}-{number}", "touchpoint_type": one.kind, "occurred_at": one.at}
            rows.append(RawRow("touchpoints", whose | told))
        elif one.kind == "call":
            told = {"activity_id": f"{person}-{number}", "activity_type": "call", "outcome": one.word}
            rows.append(RawRow("activities", whose | told | {"occurred_at": one.at}))
        elif one.kind == "deal":
            opened_at.setdefault(one.name, one.at)
            is_closed = one.word in ("won", "lost")
            end = {"closed_at": one.at if is_closed else None, "is_closed": is_closed, "is_won": one.word == "won"}
            told = {"opportunity_id": f"{person}-{one.name}", "created_at": opened_at[one.name], "updated_at": one.at}
            rows.append(RawRow("opportunities", whose | told | end))
        else:
            told = {"order_id": f"{person}-{one.name}", "amount": 100, "ordered_at": one.at}
            rows.append(RawRow("orders", whose | told))
    return rows


def load(warehouse: duckdb.DuckDBPyConnection, rows: Iterable[RawRow], *, loads: int = 1) -> None:
    """Put rows into the emptied raw tables as if so many loads had brought them, the first rows with the first."""
    for table in ("leads", "touchpoints", "activities", "opportunities", "orders"):
        warehouse.execute(f"delete from raw_files.{table}")
    rows = list(rows)
    for line, row in enumerate(rows):
        loaded = {"_source_line": line, "_loaded_at": LOADED_AT.replace(hour=line * loads // len(rows))}
        columns, values = zip(*(row.values | loaded).items(), strict=True)
        marks = ", ".join("?" for _ in columns)
        warehouse.execute(f"insert into raw_files.{row.table} ({', '.join(columns)}) values ({marks})", values)
