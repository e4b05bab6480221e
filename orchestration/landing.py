"""The landing zone: files as received, immutable, named by their content."""

import hashlib
import os
import shutil
import stat
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from tempfile import NamedTemporaryFile

from orchestration.errors import ConfigError, IngestError, LandingDamaged
from orchestration.file_map import FileMap
from orchestration.ledger import Load
from orchestration.settings import Home

CHUNK = 1 << 20
# Of copies and unpacked files that a run still works on.
UNFINISHED = ".unfinished-"
# What a spreadsheet program lays beside a workbook while it is open: it holds no rows.
OPEN_IN_OFFICE = "~$"


@dataclass(frozen=True)
class LandedFile:
    """A durable copy whose bytes are those of `sha256`, whatever happens to the original. `name` is for people.

    `rows_erased` counts the rows that were taken out of what came, because they name somebody who was erased.
    """

    path: Path
    sha256: str
    bytes: int
    name: str
    rows_erased: int = 0


def find_files(file_map: FileMap) -> list[Path]:
    """The files an entry names, in the order of their names; those that an API sent, in the order in which they landed.

    Raises ConfigError when there is none (an API may have sent none yet), IngestError for a link out of the directory
    that the entry speaks of, or a thing that is no file.
    """
    pattern = file_map.directory / file_map.path
    matches = sorted(map(Path, glob(str(pattern), recursive=True)))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    found = [path for path in matches if not path.is_dir() and not path.name.startswith(OPEN_IN_OFFICE)]
    if file_map.is_extracted:
        return sorted(found, key=lambda path: path.stat().st_mtime_ns)
    if not found:
        what = "no file matches" if _is_glob(file_map.path) else "there is no file"
        raise ConfigError(f"{file_map.place}: {what} {pattern}. Correct 'path', or remove the entry.")
    directory = _fixed_part(pattern).resolve()
    for path in found:
        if not os.access(path, os.R_OK):
            raise IngestError(f"{path} cannot be read: it is a link to nowhere, or its permissions forbid it.")
        if not path.resolve().is_relative_to(directory):
            raise IngestError(f"{path} is behind a link that leads out of {directory}. Put the file itself there.")
        if not stat.S_ISREG(path.stat().st_mode):
            raise IngestError(f"{path} is not a regular file.")
    return found


def _is_glob(path: str) -> bool:
    return any(sign in path for sign in "*?[")


def _fixed_part(pattern: Path) -> Path:
    """The directory that holds all that a pattern can match."""
    return next(parent for parent in pattern.parents if not _is_glob(str(parent)))


def content_hash(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def landed_path(home: Home, system: str, table: str, sha256: str, name: str) -> Path:
    """Where a content lies: under its hash, with the suffixes that say its format. `table` is `<source>.<table>`."""
    suffix = Path(name.removesuffix(".gz")).suffix + (".gz" if name.endswith(".gz") else "")
    return home.landing / system / table / f"{sha256}{suffix.lower()}"


def landed_file(home: Home, load: Load) -> LandedFile:
    """The file of a load in the landing zone. Raises LandingDamaged unless its bytes are those that were loaded."""
    path = landed_path(home, load.source_system, load.table_name, load.sha256, load.file_name)
    if not path.exists() or content_hash(path) != load.sha256:
        raise LandingDamaged(
            f"{path} is {'damaged' if path.exists() else 'gone'}: it is {load.file_name} of load {load.load_id}, "
            f"{load.rows_read:,} rows of {load.table_name} from '{load.source_system}'. "
            "Put the file back where its entry in leadhouse.yml looks for it, and run `leadhouse restore`."
        )
    return LandedFile(path, load.sha256, path.stat().st_size, load.file_name)


def land(path: Path, name: str, home: Home, system: str, table: str) -> LandedFile:
    """Copy a file into the landing zone as `<system>/<source>.<table>/<sha256><suffixes>`; the same content lands once.

    The copy is on disk (fsync) before it gets its name. Raises IngestError when the file changes while it is read.
    """
    target_directory = home.landing / system / table
    target_directory.mkdir(parents=True, exist_ok=True)
    before = path.stat()
    digest = hashlib.sha256()
    with (
        path.open("rb") as original,
        NamedTemporaryFile(dir=target_directory, prefix=f"{UNFINISHED}landing-", delete=False) as copy,
    ):
        copied = Path(copy.name)
        try:
            while chunk := original.read(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
            after = path.stat()
            if (before.st_size, before.st_mtime_ns) != (
                after.st_size,
                after.st_mtime_ns,
            ) or copy.tell() != after.st_size:
                raise IngestError(f"{path} changed while it was read. Run again when its upload has ended.")
            target = landed_path(home, system, table, digest.hexdigest(), name)
            copied.chmod(0o444)
            copied.replace(target)
        except BaseException:
            copied.unlink(missing_ok=True)
            raise
    sync_directory(target_directory)
    return LandedFile(target, digest.hexdigest(), after.st_size, name)


def clean_leftovers(home: Home, table: str) -> None:
    """Remove what a killed run left half copied or unpacked in the landing zone of a table."""
    for path in home.landing.glob(f"*/{table}/{UNFINISHED}*"):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def sync_directory(directory: Path) -> None:
    """Make a rename in a directory survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
