"""A book in SQLite, sealed by a hash of all that it holds: SQLite itself does not notice a changed byte of a value."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from orchestration.errors import LeadhouseError, LedgerDamaged

# What the system refused, by SQLite's codes; every other error says that the file is not what was written.
REFUSED = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
TABLES = """
select name, sql from sqlite_master where type = 'table' and name <> 'seal' and name not like 'sqlite_%' order by name
"""
SEAL = "create table seal (digest text not null); insert into seal values ('')"
REMEDY = "`leadhouse restore` puts back the copy that the last build left."


class SealedBook:
    """Tables that were brought to a version by `migrations`: SQL by the version it leads on from, 0 being none.

    Opening it checks all it holds, and so does each writing before it writes: damage is never sealed over. Both cost
    one reading of the book. Raises LedgerDamaged, and LeadhouseError where the book is of another version.
    """

    def __init__(self, path: Path, migrations: Mapping[int, tuple[int, str]]) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.copy_of(path).exists() and not (path.exists() and path.stat().st_size):
            raise LedgerDamaged(f"The ledger {path} is gone. {REMEDY}")
        self._migrate(migrations)
        with self.read() as connection:
            [result, *_] = connection.execute("pragma integrity_check(1)").fetchone()
            if result != "ok":
                raise self._damaged(result)
            self._check_seal(connection)

    @staticmethod
    def copy_of(path: Path) -> Path:
        """Where `keep_copy` leaves a book."""
        return path.with_suffix(f".copy{path.suffix}")

    @contextmanager
    def connect(self) -> Iterator[sqlite3.Connection]:
        """One durable transaction, which leaves the book sealed."""
        with self._transaction("immediate") as connection:
            self._check_seal(connection)
            yield connection
            connection.execute("update seal set digest = ?", (_digest(connection),))

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """The book as it is at one moment."""
        with self._transaction("deferred") as connection:
            yield connection

    def keep_copy(self) -> None:
        """Leave a copy beside the book, whole at any moment."""
        copy = self.copy_of(self.path)
        unfinished = copy.with_suffix(".unfinished")
        # Whoever writes waits meanwhile, and so does whoever else makes a copy.
        with self._transaction("immediate"), self.read() as connection:
            unfinished.unlink(missing_ok=True)
            target = sqlite3.connect(unfinished)
            try:
                connection.backup(target)
            finally:
                target.close()
            with unfinished.open("rb+") as file:
                os.fsync(file.fileno())
            unfinished.replace(copy)

    def _migrate(self, migrations: Mapping[int, tuple[int, str]]) -> None:
        newest = max(version for version, _ in migrations.values())
        with self._transaction("deferred") as connection:
            version = _version(connection)
        if version == newest:
            return
        if version not in migrations:
            raise LeadhouseError(
                f"The ledger {self.path} has schema {version}; this Leadhouse reads {newest} and what leads there: "
                f"{', '.join(str(older) for older in migrations if older)}. "
                "Use the Leadhouse that wrote it, or another --home."
            )
        with self._transaction("immediate") as connection:
            # Read again: another process may have been first.
            while (version := _version(connection)) != newest:
                version, statements = migrations[version]
                for statement in filter(str.strip, statements.split(";")):
                    connection.execute(statement)
                connection.execute(f"pragma user_version = {version}")
            connection.execute("update seal set digest = ?", (_digest(connection),))

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
            connection.row_factory = sqlite3.Row
            try:
                connection.execute("pragma synchronous = full")
                connection.execute(f"begin {begin}")
                with connection:
                    yield connection
            finally:
                connection.close()
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in REFUSED:
                raise LeadhouseError(
                    f"The ledger {self.path} cannot be used: {error}. Make room there, or see that it can be written."
                ) from error
            raise self._damaged(str(error)) from error

    def _check_seal(self, connection: sqlite3.Connection) -> None:
        seals = [digest for (digest,) in connection.execute("select digest from seal")]
        if seals != [_digest(connection)]:
            raise self._damaged("it does not hold what was written into it")

    def _damaged(self, what: str) -> LedgerDamaged:
        return LedgerDamaged(f"The ledger {self.path} is damaged: {what}. {REMEDY}")


def _version(connection: sqlite3.Connection) -> int:
    return connection.execute("pragma user_version").fetchone()[0]


def _digest(connection: sqlite3.Connection) -> str:
    """Hash of all tables and rows, in the order in which they were written."""
    digest = hashlib.sha256(str(_version(connection)).encode())
    for name, sql in connection.execute(TABLES).fetchall():
        digest.update(repr((name, sql)).encode())
        for row in connection.execute(f'select * from "{name}" order by rowid'):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()
