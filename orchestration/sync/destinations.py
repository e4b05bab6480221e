"""Which module speaks to which destination."""

from collections.abc import Callable
from types import ModuleType

from orchestration.sync import csv_files, hubspot, marketo, pardot, salesforce, salesforce_bulk, webhook, zoho
from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import Crm
from orchestration.sync.csv_files import Folder
from orchestration.sync.pace import Patience

MODULES = {
    "salesforce": salesforce,
    "hubspot": hubspot,
    "marketo": marketo,
    "pardot": pardot,
    "zoho": zoho,
    "webhook": webhook,
    "csv": csv_files,
}
# Where many rows go another way; who asks for them, and how, stays the same.
IN_BULK = {"salesforce": salesforce_bulk}


def module_of(target: SyncTarget, rows: int) -> ModuleType:
    """The module for so many rows."""
    return IN_BULK.get(target.to, MODULES[target.to]) if rows > target.bulk_above else MODULES[target.to]


def connect(target: SyncTarget, patience: Patience, calls_today: Callable[[], int]) -> Crm | Folder:
    """The destination, with its credentials; nothing is asked of it yet."""
    module = MODULES[target.to]
    return Folder(target) if module is csv_files else Crm(target, module, patience, calls_today())
