"""Dagster's memory of runs, written over connections that stay open."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Self
from weakref import WeakSet

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event

# One is the index of all runs, the others are runs that somebody looks at.
OPEN_FILES = 4
BUSY_SECONDS = 20


class EventLog(SqliteEventLogStorage):
    """Dagster's own files, read and written as Dagster does, at a fraction of the cost.

    Dagster makes an engine and opens a connection for each of the thousands of events of a run, and waits for the disk
    each time. What is lost if the power fails is told again by the next run: what counts is in the ledger.
    """

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engine = lru_cache(OPEN_FILES)(self._open)
        self._opened: WeakSet[Engine] = WeakSet()
        super().__init__(base_dir, inst_data)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> Self:
        return cls(inst_data=inst_data, **config_value)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

    def dispose(self) -> None:
        super().dispose()
        # Not left to who collects garbage: a process may run more than once.
        for engine in self._opened:
            engine.dispose()

    def _open(self, shard: str) -> Engine:
        engine = create_engine(
            self.conn_string_for_shard(shard),
            poolclass=StaticPool,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", lambda connection, _: connection.execute("pragma synchronous = off"))
        self._initdb(engine)
        self._opened.add(engine)
        return engine
