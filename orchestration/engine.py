"""DuckDB within what a run may take of the machine."""

import os
import re
from pathlib import Path

import duckdb

from orchestration.errors import ConfigError

# Releases of DuckDB from this one on open what a run writes. In the format of the first, which DuckDB writes by itself,
# files are half as large again.
STORAGE = "v1.3.0"


def threads() -> int:
    """How many threads a run may take. Raises ConfigError if LEADHOUSE_THREADS is no number of them."""
    text = os.environ.get("LEADHOUSE_THREADS", "2")
    if not text.isdecimal() or int(text) < 1:
        raise ConfigError(f"LEADHOUSE_THREADS: expected a whole number above 0, not '{text}'.")
    return int(text)


def memory() -> str:
    """How much DuckDB may hold in memory, in its words. Raises ConfigError if LEADHOUSE_MEMORY is no amount."""
    text = os.environ.get("LEADHOUSE_MEMORY", "4GB")
    if not re.fullmatch(r"\d+(\.\d+)?\s?[KMGT]i?B", text):
        raise ConfigError(f"LEADHOUSE_MEMORY: expected an amount like 512MB or 4GB, not '{text}'.")
    return text


def limits() -> dict[str, str | int]:
    """The same as DuckDB's settings: by itself it would take all cores and four fifths of the memory."""
    return {"threads": threads(), "memory_limit": memory()}


def connect(file: Path | str = ":memory:", read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection for a step of a run; a file that is not there yet is made in our storage."""
    config = {**limits(), "storage_compatibility_version": STORAGE}
    return duckdb.connect(str(file), read_only=read_only, config=config)
