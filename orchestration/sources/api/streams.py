"""What a module of a CRM says: its streams, each read from one window of time to the next."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from itertools import islice
from typing import Any

Record = dict[str, Any]
Row = dict[str, str | None]


@dataclass(frozen=True)
class Window:
    """What to read: records that changed from `start` to `end`, both included; all that exist if it `is_full`."""

    start: datetime
    end: datetime
    is_full: bool


@dataclass(frozen=True)
class Stream:
    """Records that are asked for together and resumed from one cursor; `name` is the raw table they become.

    `read` yields the records of a window, `rows` the rows that one becomes, of this table or of `parts`: tables whose
    rows are a record's present associations, by the column that names the record. `stamp` is the column that dates a
    version; a stream without one is small and read whole every time. With `is_ordered`, records come by their stamp, so
    that a long read can be landed and resumed in pieces. `is_compared` says that records may change or go without a
    word, so that all of them are read from time to time.
    """

    name: str
    read: Callable[[Window], Iterable[Record]]
    rows: Callable[[Record], Iterator[tuple[str, Row]]]
    stamp: str | None
    is_ordered: bool = False
    is_compared: bool = True
    parts: dict[str, str] = field(default_factory=dict)


def as_text(value: Any) -> str | None:
    """A value of JSON as the text that the gate reads; numbers keep their digits."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False, default=as_text)
    return str(value)


@cache
def snake_case(name: str) -> str:
    """A vendor's field name as loaders write it: LastModifiedDate → last_modified_date, Segment__c → segment_c."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"_+", "_", re.sub(r"\W", "_", parted)).strip("_").lower()


def moment(text: str | None) -> datetime | None:
    """A time as APIs write it, in UTC; None for what is no time, which the gate will show."""
    try:
        read = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def iso(instant: datetime) -> str:
    """A moment as all five APIs read it, to the millisecond: 2024-01-31T08:00:00.000Z."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def milliseconds(instant: datetime) -> str:
    """A moment as milliseconds since 1970, for the APIs that count so."""
    return str(round(instant.timestamp() * 1000))


def from_milliseconds(count: int | None) -> str | None:
    """What such a count means."""
    return iso(datetime.fromtimestamp(count / 1000, UTC)) if count is not None else None


def batches(records: Iterable[Record], size: int) -> Iterator[list[Record]]:
    """Records in lists of that many, the last perhaps shorter."""
    remaining = iter(records)
    while batch := list(islice(remaining, size)):
        yield batch
