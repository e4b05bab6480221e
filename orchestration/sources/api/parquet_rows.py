"""Rows of a raw table, gathered in a Parquet file of texts with exactly the columns of its contract."""

import hashlib
from datetime import datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet

from orchestration.contracts import Contract
from orchestration.errors import NotConserved
from orchestration.sources.api.streams import Row

BATCH = 20_000


class ParquetRows:
    """Takes rows one by one and writes them in batches.

    The same rows make the same bytes, so that what is read again does not land again. With `read_at` they do not: a
    state that came back must land, though it was seen before.
    """

    def __init__(self, contract: Contract, path: Path, read_at: datetime | None) -> None:
        self.path, self.count = path, 0
        self._names = list(contract.columns)
        self._columns: list[list[str | None]] = [[] for _ in self._names]
        metadata = {"read_at": read_at.isoformat()} if read_at else None
        self._schema = pyarrow.schema([(name, pyarrow.string()) for name in self._names], metadata)
        self._writer = pyarrow.parquet.ParquetWriter(path, self._schema, compression="zstd")
        self._digest = hashlib.sha256()

    def add(self, row: Row) -> None:
        """Take a row; a column that it lacks is null, one that the contract lacks is not kept."""
        values = [row.get(name) for name in self._names]
        for column, value in zip(self._columns, values, strict=True):
            column.append(value)
        self.count += 1
        if len(self._columns[0]) == BATCH:
            self._write()

    def digest(self) -> str:
        """Equal for equal rows in the same order, whenever they were read."""
        self._write()
        return self._digest.hexdigest()

    def close(self) -> None:
        """Finish the file. Raises NotConserved unless it holds as many rows as were added."""
        self._write()
        self._writer.close()
        written = pyarrow.parquet.read_metadata(self.path).num_rows
        if written != self.count:
            raise NotConserved(f"{self.path} holds {written} rows of {self.count}.")

    def _write(self) -> None:
        if self._columns[0]:
            self._digest.update(repr(self._columns).encode())
            self._writer.write_table(pyarrow.table(self._columns, schema=self._schema))
            self._columns = [[] for _ in self._names]
