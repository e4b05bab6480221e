"""What stops a sync before anything is written, unless somebody says that it is right."""

from collections.abc import Collection

from orchestration.errors import SyncRefused
from orchestration.sync.book import Book
from orchestration.sync.config import SyncTarget
from orchestration.sync.plan import Plan
from orchestration.sync.source import Source


def refuse_older(book: Book, source: Source, accepted: Collection[str]) -> None:
    """Raise SyncRefused if the destination has had a later build than readers see now."""
    newest = book.newest_build()
    if newest and newest > source.build_id and "older" not in accepted:
        raise SyncRefused(
            f"{book.destination} has had build {newest}, and readers see the older {source.build_id}. "
            "Send it all the same by --accept older."
        )


def refuse_mass_change(target: SyncTarget, plan: Plan, accepted: Collection[str]) -> None:
    """Raise SyncRefused if so much would change that a fault in a model or a rule is likelier than news."""
    if plan.changed > target.few_rows and "changed" not in accepted:
        share = 100 * plan.changed / plan.known
        if share > target.max_changed_percent:
            raise SyncRefused(
                f"{target.place}: {plan.changed:,} of {plan.known:,} rows would change ({share:.0f} %, allowed are "
                f"{target.max_changed_percent} %). Nothing was sent. If that is right: --accept changed."
            )
    for name, count in plan.emptied.items():
        is_many = count > target.few_rows and 100 * count / plan.known > target.max_null_percent
        if is_many and "nulls" not in accepted:
            raise SyncRefused(
                f"{target.place}: {name} has lost its value in {count:,} of {plan.known:,} rows (allowed are "
                f"{target.max_null_percent} %). Nothing was sent. If that is right: --accept nulls."
            )
