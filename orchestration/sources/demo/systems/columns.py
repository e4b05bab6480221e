"""From codes and seconds to the columns of a file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.world.people import NEVER

Columns = dict[str, pa.Array]


def words(vocabulary: Sequence[str | None], codes: np.ndarray) -> pa.Array:
    """The word at each code; nothing where the code is negative."""
    return pa.array(list(vocabulary), pa.string()).take(pa.array(codes, mask=codes < 0))


def taken(column: pa.Array, positions: np.ndarray) -> pa.Array:
    """The entries at the positions; nothing where the position is negative."""
    return column.take(pa.array(positions, mask=positions < 0))


def labels(prefix: str, numbers: np.ndarray) -> pa.Array:
    """`prefix` followed by the number; nothing where the number is negative."""
    return joined(prefix, pa.array(numbers, mask=numbers < 0))


def joined(*parts: str | pa.Array) -> pa.Array:
    """Texts one after the other; nothing where one of them is nothing."""
    texts = [part if isinstance(part, str) else pc.cast(part, pa.string()) for part in parts]
    return pc.binary_join_element_wise(*texts, "")


def same(text: str, size: int) -> pa.Array:
    return pa.repeat(text, size)


def truths(values: np.ndarray) -> pa.Array:
    return pa.array(np.asarray(values, dtype=bool))


def moments(seconds: np.ndarray) -> pa.Array:
    """UTC, to the second; nothing for NEVER."""
    return pa.array(seconds, pa.timestamp("s", tz="UTC"), mask=seconds >= NEVER)


def days(seconds: np.ndarray) -> pa.Array:
    """The day in UTC; nothing for NEVER."""
    never = seconds >= NEVER
    return pc.cast(pa.array(np.where(never, 0, seconds) // 86_400, pa.int32(), mask=never), pa.date32())


def money(cents: np.ndarray, point: str = ".") -> pa.Array:
    """Cents as an amount with two places."""
    sign = words(("", "-"), (cents < 0).astype(int))
    places = pc.utf8_lpad(pc.cast(pa.array(np.abs(cents) % 100), pa.string()), 2, "0")
    return joined(sign, pa.array(np.abs(cents) // 100), point, places)


def only_where(condition: np.ndarray, values: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(condition), values, pa.scalar(None, values.type))


def by_time(at: np.ndarray, *ties: np.ndarray) -> np.ndarray:
    """Positions in the order of time, without what never happens; ties in the order of `ties`."""
    kept = np.flatnonzero(at < NEVER)
    return kept[np.lexsort((kept, *(tie[kept] for tie in reversed(ties)), at[kept]))]
