"""How far each stream has been read and landed, booked in the ledger's file."""

from dataclasses import dataclass
from datetime import datetime

from orchestration.errors import IngestError
from orchestration.ledger import Ledger
from orchestration.sources.api.config import ApiSource

# Raise it when a cursor means something else: older ones are then refused, not misread.
VERSION = 1


@dataclass(frozen=True)
class Cursor:
    """All records stamped up to `reached_at` have landed. `full_at` is when all there is, or all of late, was last
    read; `digest` what that was in a stream without stamps."""

    reached_at: datetime | None = None
    full_at: datetime | None = None
    digest: str | None = None


class Cursors:
    """The cursors of one source. Each is written after what it stands for is on disk, in a transaction of its own."""

    def __init__(self, ledger: Ledger, source: ApiSource) -> None:
        self._ledger, self._source = ledger, source

    def find(self, stream: str, now: datetime) -> Cursor:
        """Where a stream stands; at nothing before its first reading.

        Raises IngestError for a cursor that cannot be: ahead of `now`, or written by another version.
        """
        with self._ledger.read() as connection:
            row = connection.execute(
                "select version, reached_at, full_at, digest from cursors where source_system = ? and stream = ?",
                (self._source.system, stream),
            ).fetchone()
        if row is None:
            return Cursor()
        if row["version"] != VERSION:
            raise self._unusable(stream, f"is of version {row['version']}, and this Leadhouse reads {VERSION}")
        try:
            moments = [datetime.fromisoformat(text) if text else None for text in (row["reached_at"], row["full_at"])]
        except ValueError:
            raise self._unusable(stream, "holds no moment") from None
        for instant in filter(None, moments):
            if instant - now > self._source.overlap:
                ahead = (instant - now).total_seconds() / 86_400
                raise self._unusable(stream, f"is ahead of the source by {ahead:,.1f} days")
        return Cursor(*moments, row["digest"])

    def save(self, stream: str, cursor: Cursor) -> None:
        """Book how far a stream has been landed."""
        texts = [instant.isoformat() if instant else None for instant in (cursor.reached_at, cursor.full_at)]
        with self._ledger.connect() as connection:
            connection.execute(
                "insert or replace into cursors values (?, ?, ?, ?, ?, ?)",
                (self._source.system, stream, VERSION, *texts, cursor.digest),
            )

    def forget(self) -> None:
        """Let the next reading of every stream be one of everything."""
        with self._ledger.connect() as connection:
            connection.execute("delete from cursors where source_system = ?", (self._source.system,))

    def _unusable(self, stream: str, why: str) -> IngestError:
        system = self._source.system
        return IngestError(
            f"{self._source.place}: {system}: the cursor of {stream} {why}. Nothing was read. Correct this machine's "
            f"clock, or run `leadhouse restore --read-again {system}`: then the next run reads everything since "
            f"{self._source.since} again, and nothing is lost."
        )
