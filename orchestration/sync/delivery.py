"""Rows to a destination and its word on each of them: sent again, split, read back, or given up for this run."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import ModuleType

from orchestration.errors import SyncRefused
from orchestration.sync.book import SENT, Book
from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import BatchRefused, Crm, Unanswered, understood
from orchestration.sync.csv_files import Folder
from orchestration.sync.rows import ACCEPTED, Outcome, Row, refused
from orchestration.sync.values import as_text, without_personal_data

# If none of so many rows is accepted, all for one reason, it is no matter of the rows.
SYSTEMATIC = 10


@dataclass(frozen=True)
class Delivery:
    """One run's way to one destination."""

    target: SyncTarget
    module: ModuleType
    crm: Crm | Folder
    book: Book
    build_id: str
    run_id: str
    now: Callable[[], datetime]
    tries: int
    # What came of the rows of this run that were not refused before, by code.
    tally: Counter[str | None] = field(default_factory=Counter)

    def send(self, rows: list[Row]) -> list[tuple[Row, Outcome]]:
        """Send a batch and book what came of each row.

        Raises SyncRefused if the destination gives no answer, or refuses everything for one reason. What is booked as
        sent and not as answered is read back by the next run.
        """
        self.book_all(rows, SENT)
        outcomes = self._outcomes(rows, self.tries)
        changes = [(row, without_personal_data(outcomes[row.person_id], row)) for row in rows]
        self.book.write(self.run_id, self.now(), changes)
        self.tally.update(outcome.code for row, outcome in changes if not row.is_retry)
        if self.tally.total() >= SYSTEMATIC and len(self.tally) == 1 and None not in self.tally:
            raise SyncRefused(
                f"{self.target.place}: all of {self.tally.total()} rows were refused as {next(iter(self.tally))}. "
                "The rest was not sent: see that object, key and fields exist and may be written."
            )
        return changes

    def book_all(self, rows: Iterable[Row], outcome: Outcome) -> None:
        """Book one outcome for all of these rows."""
        if changes := [(row, outcome) for row in rows]:
            self.book.write(self.run_id, self.now(), changes)

    def resolve_doubts(self) -> int:
        """Read back what was sent without an answer, by this run or one that was killed; how many rows had arrived."""
        doubtful = self.book.in_doubt()
        if not doubtful:
            return 0
        arrived = self._arrived(doubtful)
        self.book_all((row for row in doubtful if row.person_id in arrived), ACCEPTED)
        self.book_all((row for row in doubtful if row.person_id not in arrived), Outcome("withheld", "NOT_ARRIVED"))
        return len(arrived)

    def read(self, rows: list[Row], fields: Iterable[str]) -> dict[str, dict[str, str | None]]:
        """What the destination holds for these people, as texts, by person; whom it doesn't know is left out."""
        with understood(self.target):
            found = self.module.read(self.crm, self.target, rows, fields)
        keys = {row.person_id: str(row.wanted[self.target.key.field]).lower() for row in rows}
        return {
            person: {field: as_text(value) for field, value in found[key].items() if field in self.target.columns}
            for person, key in keys.items()
            if key in found
        }

    def _outcomes(self, rows: list[Row], tries: int) -> dict[str, Outcome]:
        waiting, outcomes = rows, {}
        for attempt in range(tries):
            requests = self.module.requests(self.target, waiting, self.build_id)
            try:
                with understood(self.target):
                    said = self.module.send(self.crm, self.target, requests, waiting)
            except BatchRefused as refusal:
                return outcomes | self._split(waiting, refusal, tries)
            except Unanswered:
                self.crm.patience.wait(attempt)
                arrived = self._arrived(waiting)
                outcomes |= dict.fromkeys(arrived, ACCEPTED)
                waiting = [row for row in waiting if row.person_id not in arrived]
            else:
                outcomes |= {row.person_id: outcome for row, outcome in zip(waiting, said, strict=True)}
                waiting = [row for row in waiting if outcomes[row.person_id].may_pass]
                if waiting and attempt + 1 < tries:
                    self.crm.patience.wait(attempt)
            if not waiting:
                return outcomes
        if any(row.person_id not in outcomes for row in waiting):
            raise SyncRefused(
                f"{self.target.place}: no answer came to {tries} requests. Run again later: it goes on from where it "
                "stopped."
            )
        return outcomes

    def _split(self, rows: list[Row], refusal: BatchRefused, tries: int) -> dict[str, Outcome]:
        """Halve a batch that was refused as a whole until the rows that it was refused for stand alone."""
        if len(rows) == 1:
            return {rows[0].person_id: refused(refusal.code, refusal.reason)}
        middle = len(rows) // 2
        return self._outcomes(rows[:middle], tries) | self._outcomes(rows[middle:], tries)

    def _arrived(self, rows: list[Row]) -> set[str]:
        """Those of these rows that the destination holds as they were sent."""
        if not self.module.CAN_READ:
            return set()
        fields = {field for row in rows for field in row.changed}
        held = self.read(rows, sorted(fields))
        key = self.target.key.field
        return {
            row.person_id
            for row in rows
            if row.person_id in held
            and all(
                held[row.person_id].get(field) == as_text(text) for field, text in row.changed.items() if field != key
            )
        }


def without_others_fields(target: SyncTarget, row: Row, held: dict[str, str | None]) -> tuple[Row, list[Outcome]]:
    """The row without what the destination holds already and what is not ours to overwrite; and what was in conflict.

    A field in conflict holds neither what we wrote last nor what we would write: somebody else wrote it.
    """
    changed, conflicts = dict(row.changed), []
    for name, mapped in target.fields.items():
        current = held.get(name)
        if name not in changed or (current is None and changed[name] is not None):
            continue
        if current == as_text(changed[name]):
            del changed[name]
        elif current is not None and current != as_text(row.before.get(name)):
            kept = mapped.owner == "theirs"
            conflicts.append(Outcome("conflict", name, "left as it is" if kept else "overwritten"))
            if kept:
                del changed[name]
    return replace(row, changed=changed), conflicts
