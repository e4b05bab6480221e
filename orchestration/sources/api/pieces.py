"""The files that one reading of a stream writes, table by table, and their way into the landing zone."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.contracts import Contract
from orchestration.home import Home
from orchestration.landing import UNFINISHED, LandedFile, land
from orchestration.sources.api.config import ApiSource
from orchestration.sources.api.parquet_rows import ParquetRows
from orchestration.sources.api.streams import Row, Stream, Window


@dataclass(frozen=True)
class Landed:
    """A file with rows of one raw table of a source. The `noticed` ones tell of records found gone, or back."""

    source: str
    system: str
    table: str
    file: LandedFile
    rows: int
    noticed: bool = False


@dataclass(frozen=True)
class Reading:
    """One stream of one source, read for one window."""

    home: Home
    source: ApiSource
    stream: Stream
    contracts: dict[str, Contract]
    window: Window


class Pieces:
    """Rows by table, landed piece by piece. What was landed stays readable until the reading ends.

    With `read_at` in the files, a state lands that came back as it once was; without it, what is read again is one.
    """

    def __init__(self, reading: Reading, directory: Path, read_at: datetime | None) -> None:
        self._reading, self._directory, self._read_at = reading, directory, read_at
        self._open: dict[str, ParquetRows] = {}
        self._closed: dict[str, list[Path]] = {}

    def add(self, table: str, row: Row) -> None:
        """Take a row of a table."""
        if table not in self._open:
            self._open[table] = self._new_file(table)
        self._open[table].add(row)

    @property
    def count(self) -> int:
        """Rows that have not landed yet."""
        return sum(file.count for file in self._open.values())

    def digest(self) -> str:
        """What has not landed yet, in a few letters."""
        return "|".join(f"{table}:{file.digest()}" for table, file in sorted(self._open.items()))

    def land(self, noticed: bool = False) -> list[Landed]:
        """Put what was added since the last time into the landing zone."""
        landed = []
        for table, file in self._open.items():
            file.close()
            self._closed.setdefault(table, []).append(file.path)
            contract, system = self._reading.contracts[table], self._reading.source.system
            copy = land(file.path, f"{contract.name}.parquet", self._reading.home, system, contract.name)
            landed.append(Landed(contract.source, system, table, copy, file.count, noticed))
        self._open = {}
        return landed

    def received(self, table: str) -> list[Path]:
        """The files of all that was landed of a table; an empty one where nothing was."""
        if table not in self._closed:
            empty = self._new_file(table)
            empty.close()
            self._closed[table] = [empty.path]
        return self._closed[table]

    def _new_file(self, table: str) -> ParquetRows:
        path = self._directory / f"{table}-{len(self._closed.get(table, []))}.parquet"
        return ParquetRows(self._reading.contracts[table], path, self._read_at)


@contextmanager
def scratch_directory(reading: Reading) -> Iterator[Path]:
    """A directory for files that have not landed: empty at first, whatever a killed run left, and gone at last."""
    contract = reading.contracts[reading.stream.name]
    directory = reading.home.staging / reading.source.system / contract.name / f"{UNFINISHED}extracting"
    shutil.rmtree(directory, ignore_errors=True)
    reading.home.make_staging()
    directory.mkdir(parents=True)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)
