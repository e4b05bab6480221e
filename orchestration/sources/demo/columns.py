"""From codes and seconds to the columns of a file."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.people import NEVER

Columns = dict[str, pa.Array]


def words(vocabulary: Sequence[str | None], codes: np.ndarray) -> pa.Array:
    """The word at each code; nothing where the code is negative."""
    return pa.array(list(vocabulary), pa.string()).take(pa.array(codes, mask=codes < 0))


def labels(prefix: str, numbers: np.ndarray) -> pa.Array:
    """`prefix` followed by the number; nothing where the number is negative."""
    return joined(prefix, pa.array(numbers, mask=numbers < 0))


def joined(*parts: str | pa.Array) -> pa.Array:
    """Texts one after the other; nothing where one of them is nothing."""
    texts = [part if isinstance(part, str) else pc.cast(part, pa.string()) for part in parts]
    return pc.binary_join_element_wise(*texts, "")


def moments(seconds: np.ndarray) -> pa.Array:
    """UTC, to the second; nothing for NEVER."""
    return pa.array(seconds, pa.timestamp("s", tz="UTC"), mask=seconds >= NEVER)


def days(seconds: np.ndarray) -> pa.Array:
    return pc.cast(pa.array(seconds // 86_400, pa.int32()), pa.date32())


def money(cents: np.ndarray, point: str = ".") -> pa.Array:
    """Cents as an amount with two places."""
    sign = words(("", "-"), (cents < 0).astype(int))
    places = pc.utf8_lpad(pc.cast(pa.array(np.abs(cents) % 100), pa.string()), 2, "0")
    return joined(sign, pa.array(np.abs(cents) // 100), point, places)


def only_where(condition: np.ndarray, values: pa.Array) -> pa.Array:
    return pc.if_else(pa.array(condition), values, pa.scalar(None, values.type))
