"""`leadhouse sync`: from the published build to a destination, or to the plan of what would be sent there."""

import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestration.erasure.book import ErasureBook
from orchestration.lock import only_writer
from orchestration.sync.book import Book, open_book
from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import QuotaReached, understood
from orchestration.sync.delivery import Delivery, without_others_fields
from orchestration.sync.destinations import connect, module_of
from orchestration.sync.guards import refuse_mass_change, refuse_older
from orchestration.sync.pace import Patience
from orchestration.sync.plan import Plan, make_plan
from orchestration.sync.report import PlanFile, Report
from orchestration.sync.rows import ACCEPTED, Outcome, Row
from orchestration.sync.source import Consent, published_source
from orchestration.sync.values import fitted

# Fewer questions to the plan; some megabytes of memory.
READ_AT_ONCE = 5000


def sync(
    directory: Path,
    published: Path,
    erasures: ErasureBook,
    target: SyncTarget,
    confirm: bool = False,
    accepted: Collection[str] = (),
    patience: Patience | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Send what has changed since the destination accepted it; without `confirm`, only write the plan of it.

    `directory` keeps book and plans. Raises SyncRefused if a guard stops it, before anything is written; `accepted`
    guards only let through.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with only_writer(directory), open_book(directory, target.name) as book:
        source = published_source(published)
        refuse_older(book, source, accepted)
        source.attach(book.connection)
        book.settle()
        plan = make_plan(book, target, now())
        refuse_mass_change(target, plan, accepted)
        report = Report(target.name, source.build_id, is_dry=not confirm)
        report.planned.update(people=plan.people, new=plan.new, changed=plan.changed, left_out=plan.unusable)
        consent = Consent(book.connection, published, source, target.consent == "required", erasures)
        run = _Run(target, book, plan, consent, report, patience or Patience(), now)
        run.carry_out(directory / f"{target.name}.plan.jsonl")
        return report


class _Run:
    """One pass over the rows of a plan."""

    def __init__(
        self, target: SyncTarget, book: Book, plan: Plan, consent: Consent, report: Report, patience: Patience,
        now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self.target, self.book, self.plan, self.consent, self.report, self.now = (
            target,
            book,
            plan,
            consent,
            report,
            now,
        )
        self.module = module_of(target, plan.rows)
        self.run_id = uuid.uuid4().hex
        self.crm = connect(target, patience, lambda: book.calls_since(now() - timedelta(days=1)))
        self.delivery = Delivery(target, self.module, self.crm, book, report.build_id, self.run_id, now, patience.tries)
        self.reads = self.module.CAN_READ and any(one.owner == "theirs" for one in target.fields.values())

    def carry_out(self, path: Path) -> None:
        """Go through the plan, and book how it went."""
        report = self.report
        self.book.begin_run(self.run_id, report.build_id, self.now())
        file = PlanFile(path)
        try:
            with closing(self.crm), file:
                self._know_where_we_are()
                self._resolve_doubts()
                for batch in self._batches():
                    self._deliver(batch, file)
            report.status = "done"
        except QuotaReached as reached:
            report.status, report.detail = "paused", f"{reached}; the rest follows with the next run"
        except Exception as error:
            report.detail = type(error).__name__
            raise
        finally:
            report.calls, report.writes = self.crm.calls, self.crm.writes
            report.plan, report.plan_sha256 = file.path, file.sha256
            self._close_the_book()

    def _know_where_we_are(self) -> None:
        """Raises SyncRefused if this is another organisation than before. A dry run remembers none."""
        with understood(self.target):
            organisation = self.module.organisation(self.crm)
        if not self.report.is_dry or self.book.organisation():
            self.book.pin(organisation)

    def _resolve_doubts(self) -> None:
        """Rows of a run that was killed: what has arrived is no longer to be sent, and the plan is made again."""
        if self.book.in_doubt():
            self.report.outcomes["found there"] = self.delivery.resolve_doubts()
            self.book.settle()
            self.plan = make_plan(self.book, self.target, self.now())

    def _batches(self) -> Iterator[list[Row]]:
        size = self.module.BATCH
        for rows in self.plan.read(size * max(1, READ_AT_ONCE // size)):
            for start in range(0, len(rows), size):
                yield rows[start : start + size]

    def _deliver(self, rows: list[Row], file: PlanFile) -> None:
        rows = self._respecting_others(self._still_consenting(rows))
        silent = [row for row in rows if self._says_nothing(row)]
        ready, unfit = [], []
        for row in rows:
            if self._says_nothing(row):
                continue
            sent = replace(row, changed=row.wanted) if self.module.WHOLE_ROWS else row
            fit = fitted(sent, self.target, self.plan.kinds)
            (unfit if isinstance(fit, Outcome) else ready).append((sent, fit))
        self._book(unfit)
        self._book([(row, ACCEPTED) for row in silent], counted_as="nothing to write")
        to_send = [row for _, row in ready]
        if not to_send:
            return
        for request in self.module.requests(self.target, to_send, self.report.build_id):
            file.add(request.as_line())
        if self.report.is_dry:
            self._count([(row, Outcome("sent")) for row in to_send], "would be sent")
        else:
            self._count(self.delivery.send(to_send))

    def _still_consenting(self, rows: list[Row]) -> list[Row]:
        withdrawn = self.consent.withdrawn([row.person_id for row in rows])
        self._book([(row, Outcome("withheld", "CONSENT_WITHDRAWN")) for row in rows if row.person_id in withdrawn])
        return [row for row in rows if row.person_id not in withdrawn]

    def _respecting_others(self, rows: list[Row]) -> list[Row]:
        if not self.reads or not rows:
            return rows
        held = self.delivery.read(rows, self.target.fields)
        told = [without_others_fields(self.target, row, held.get(row.person_id, {})) for row in rows]
        self._book([(row, conflict) for row, conflicts in told for conflict in conflicts])
        return [row for row, _ in told]

    def _says_nothing(self, row: Row) -> bool:
        return set(row.changed) <= {self.target.key.field}

    def _book(self, changes: list[tuple[Row, Outcome]], counted_as: str | None = None) -> None:
        if changes and not self.report.is_dry:
            self.book.write(self.run_id, self.now(), changes)
        self._count(changes, counted_as)

    def _count(self, changes: list[tuple[Row, Outcome]], counted_as: str | None = None) -> None:
        for _, outcome in changes:
            self.report.outcomes[counted_as or outcome.kind] += 1
            if outcome.code:
                self.report.reasons[outcome.code] += 1

    def _close_the_book(self) -> None:
        report = self.report
        status = f"dry, {report.status}" if report.is_dry else report.status
        figures = {**report.planned, **report.outcomes, "calls": report.calls, "writes": report.writes}
        self.book.end_run(self.run_id, self.now(), status, figures, report.plan_sha256, report.detail)
        self.book.settle()
        self.book.forget_changes(self.now() - self.target.keep_changes)
        report.given_up = self.book.aged_out(self.now(), self.target.max_tries, self.target.give_up_after)
