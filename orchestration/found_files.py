"""Which files there are to load, under which maps, and whether any of them is new."""

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from upath import UPath

from orchestration.contracts import Contract, contracts
from orchestration.errors import ConfigError
from orchestration.file_hashes import FileHashes
from orchestration.file_map import FileMap
from orchestration.landing import find_files
from orchestration.ledger import Ledger
from orchestration.settings import Settings

# Part of every map's fingerprint: raise it when the gate judges rows in another way, and files are loaded anew.
GATE_VERSION = 1
# What a map says that decides whether a file is taken, not what its rows become.
ABOUT_THE_FILE = {
    "path",
    "may_be_empty",
    "max_inflated_mb",
    "max_misfits_percent",
    "unmapped_columns",
    "repeated_columns",
}


@dataclass(frozen=True)
class FoundFile:
    """A file that an entry names, and the fingerprint of that entry's map."""

    path: Path | UPath
    file_map: FileMap
    map_fingerprint: str


def something_new(settings: Settings, ledger: Ledger) -> bool:
    """Whether any file's content was not yet loaded under its present map. Reads the ledger, not the warehouse."""
    found = [(contract, file) for contract in contracts().values() for file in files_of(settings, contract)]
    hashes = FileHashes(settings.home.path)
    unread = [file.path for _, file in found if not hashes.remembered(file.path)]
    with ThreadPoolExecutor(settings.threads) as threads:
        read = dict(zip(unread, threads.map(hashes.read, unread), strict=True))
    hashes.forget_but([file.path for _, file in found])
    hashes.keep()
    booked = ledger.loads_by_content()
    for contract, file in found:
        sha256 = read.get(file.path) or hashes.remembered(file.path)
        load = booked.get((file.file_map.system, contract.name, sha256))
        if load is None or load.map_fingerprint != file.map_fingerprint:
            return True
    return False


def files_of(settings: Settings, contract: Contract) -> Iterator[FoundFile]:
    """The files of one raw table with the entry that describes each. Two maps of one file would undo each other."""
    described: dict[tuple[str, Path | UPath], FileMap] = {}
    for file_map in settings.files:
        if file_map.table != contract.name:
            continue
        fingerprint = map_fingerprint(file_map, contract)
        for path in find_files(file_map):
            other = described.setdefault((file_map.system, path.resolve()), file_map)
            if other is not file_map:
                raise ConfigError(
                    f"{file_map.place}: {path} is {contract.name} of '{file_map.system}' in {other.place} already. "
                    "Keep one of the two entries, narrow a 'path', or give one another 'system'."
                )
            yield FoundFile(path, file_map, fingerprint)


def map_fingerprint(file_map: FileMap, contract: Contract) -> str:
    """Equal for two maps that make the same rows of the same bytes: where the file lies does not count."""
    rules = {
        "gate": GATE_VERSION,
        "map": file_map.model_dump(exclude=ABOUT_THE_FILE),
        "contract": _rules_of(contract),
    }
    return hashlib.sha256(json.dumps(rules, sort_keys=True).encode()).hexdigest()


def _rules_of(contract: Contract) -> dict[str, Any]:
    """What a contract says of rows; whom they name decides only what an erasure takes."""
    rules = asdict(contract)
    rules.pop("detach")
    for column in rules["columns"].values():
        column.pop("person")
    return rules
