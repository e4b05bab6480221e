"""Is everything still what was written? Every byte that the home keeps is held against what the books say of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from orchestration.errors import LandingDamaged, LedgerDamaged, PublishedDamaged, WarehouseDamaged
from orchestration.landing import landed_file
from orchestration.ledger import Ledger
from orchestration.published import current_build, damaged_files, published_builds
from orchestration.settings import Settings
from orchestration.warehouse import read_through, verify_warehouse


@dataclass(frozen=True)
class Verdict:
    """What was read of one part of the home, and what is wrong with it, each with its remedy."""

    part: str
    read: str
    damage: list[str] = field(default_factory=list)


def verify(settings: Settings) -> Iterator[Verdict]:
    """Each part of a home, read whole. Without its ledger nobody knows what landing zone and warehouse must hold."""
    yield published_verdict(settings)
    try:
        ledger = Ledger(settings.home.ledger)
    except LedgerDamaged as error:
        yield Verdict("ledger", "", [str(error)])
        return
    yield Verdict("ledger", f"{len(ledger.loads())} loads, {len(ledger.builds())} builds")
    yield landing_verdict(settings, ledger)
    yield warehouse_verdict(settings, ledger)


def published_verdict(settings: Settings) -> Verdict:
    """The pointer, and every file of every kept build."""
    published = settings.home.published
    builds, damage = published_builds(published), []
    try:
        current_build(published)
    except PublishedDamaged as error:
        damage.append(str(error))
    for build in builds:
        try:
            damage += [
                f"{published / build / name} is not what was published." for name in damaged_files(published / build)
            ]
        except PublishedDamaged as error:
            damage.append(str(error))
    return Verdict("published", f"{len(builds)} builds", damage)


def landing_verdict(settings: Settings, ledger: Ledger) -> Verdict:
    """The landed file of every load that stands."""
    loads, damage = ledger.loads(), []
    for load in loads:
        try:
            landed_file(settings.home, load)
        except LandingDamaged as error:
            damage.append(str(error))
    return Verdict("landing", f"{len(loads)} files", damage)


def warehouse_verdict(settings: Settings, ledger: Ledger) -> Verdict:
    """The rows of every load, and every block of the file."""
    try:
        verify_warehouse(settings, ledger)
        rows = read_through(settings) if settings.home.warehouse.exists() else 0
    except WarehouseDamaged as error:
        return Verdict("warehouse", "", [str(error)])
    return Verdict("warehouse", f"{rows:,} rows")
