"""Erasing a person: the list first, so that the gate knows them from then on, then every store, then the readers'."""

from collections import Counter
from datetime import datetime

from orchestration.build import PROGRAM_FILES, project_hash
from orchestration.contracts import PROJECT_ROOT
from orchestration.erasure.book import ErasureBook, Receipt
from orchestration.erasure.leftovers import (
    forget_builds,
    forget_copies,
    forget_derived,
    forget_history,
    forget_logs,
    forget_synced,
    shown_build,
)
from orchestration.erasure.person import Identifiers
from orchestration.erasure.stores import Removed, erase_loads, require_maps
from orchestration.errors import ConfigError
from orchestration.ledger import Ledger
from orchestration.published import published_builds
from orchestration.settings import Settings
from orchestration.warehouse import verify_warehouse


def erase(settings: Settings, ledger: Ledger, identifiers: Identifiers, reason: str | None, now: datetime) -> Receipt:
    """Take a person out of everything but the build that readers see; that one goes with the next that is published.

    The caller is the home's only writer. If it is killed, the next run or erasure takes up where it was. Raises
    ConfigError or WarehouseDamaged, having done nothing, if the landed files cannot be read or the books are wrong.
    """
    if held := sorted(set(settings.held_builds) & set(published_builds(settings.home.published))):
        raise ConfigError(
            f"held_builds: {', '.join(held)} may know this person, and is kept because leadhouse.yml says so. Which of "
            "the two comes first is yours to say: take it out of the list, then erase. Nothing was erased."
        )
    require_maps(settings, ledger)
    verify_warehouse(settings, ledger)
    by_kind: dict[str, list[str]] = {}
    for kind, hashed in sorted(identifiers):
        by_kind.setdefault(kind, []).append(hashed)
    book = ErasureBook(settings.home.path)
    receipt = Receipt(
        erasure_id=f"{now:%Y%m%dT%H%M%SZ}-{len(book.receipts()) + 1}",
        requested_at=now,
        reason=reason,
        program=project_hash(PROJECT_ROOT, PROGRAM_FILES),
        identifiers=by_kind,
    )
    book.write(receipt)
    forget_history(settings)
    resume(settings, ledger)
    if shown_build(settings) is None:
        finish(settings, now)
    return book.read(receipt.erasure_id)


def resume(settings: Settings, ledger: Ledger) -> None:
    """Do, or do again, what erasures that were begun demand of the stores; nothing if there are none."""
    book = ErasureBook(settings.home.path)
    unfinished = book.unfinished()
    if not unfinished:
        return
    require_maps(settings, ledger)
    receipt = unfinished[-1]
    for removed in erase_loads(settings, ledger):
        # Load by load: what a killed erasure did is not found again by the one that goes on from there.
        receipt = _counted(receipt, removed)
        book.write(receipt)
    outside = forget_copies(settings, ledger)
    forget_derived(settings)
    forget_synced(settings)
    forget_logs(settings, ledger)
    expired = [*receipt.builds_expired, *forget_builds(settings, but=shown_build(settings))]
    book.write(receipt.model_copy(update={"builds_expired": expired, "outside": outside}))


def _counted(receipt: Receipt, removed: Removed) -> Receipt:
    rows, emptied = Counter(receipt.removed), Counter(receipt.kept_without_person)
    rows[removed.table] += removed.rows
    emptied[removed.table] += removed.emptied
    update = {"removed": dict(+rows), "kept_without_person": dict(+emptied)}
    return receipt.model_copy(update={**update, "files_rewritten": receipt.files_rewritten + 1})


def finish(settings: Settings, now: datetime) -> None:
    """Let every build expire that knew an erased person: the one that readers see now is younger than all erasures."""
    book = ErasureBook(settings.home.path)
    for receipt in book.unfinished():
        expired = forget_builds(settings, but=shown_build(settings))
        book.write(
            receipt.model_copy(update={"builds_expired": [*receipt.builds_expired, *expired], "finished_at": now})
        )
