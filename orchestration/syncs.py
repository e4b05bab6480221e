"""The configured destinations: by name, as a command and as an asset downstream of what readers see."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from orchestration.errors import ConfigError, nearest
from orchestration.settings import Settings
from orchestration.sync.config import SyncTarget

if TYPE_CHECKING:
    from orchestration.sync.report import Report


def destination_named(settings: Settings, name: str) -> SyncTarget:
    """The destination of this name. Raises ConfigError naming those that there are."""
    for target in settings.sync:
        if target.name == name:
            return target
    known = [target.name for target in settings.sync]
    raise ConfigError(f"leadhouse.yml has no destination '{name}' in `sync:`.{nearest(name, known)}")


def sync_destination(settings: Settings, target: SyncTarget, confirm: bool, accepted: Collection[str] = ()) -> "Report":
    """Send what has changed, or write the plan of it."""
    from orchestration.erasure.book import ErasureBook
    from orchestration.sync.engine import sync

    home = settings.home
    return sync(home.sync, home.published, ErasureBook(home.path), target, confirm, accepted)
