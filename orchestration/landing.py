"""The landing zone: files as received, immutable, named by their content."""

import hashlib
import os
import shutil
import stat
from dataclasses import dataclass
from glob import glob
from pathlib import Path
from tempfile import NamedTemporaryFile

from upath import UPath

from orchestration.errors import ConfigError, IngestError, LandingDamaged
from orchestration.file_map import FileMap
from orchestration.home import Home
from orchestration.ledger import Load

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

    path: Path | UPath
    sha256: str
    bytes: int
    name: str
    rows_erased: int = 0


def find_files(file_map: FileMap) -> list[Path | UPath]:
    """The files an entry names, in the order of their names; those that an API sent, in the order in which they landed.

    Raises ConfigError when there is none (an API may have sent none yet), IngestError for a link out of the directory
    that the entry speaks of, or a thing that is no file.
    """
    if file_map.is_extracted:
        return sorted(file_map.directory.glob(file_map.path), key=_landed_at)
    pattern = file_map.directory / file_map.path
    matches = sorted(map(Path, glob(str(pattern), recursive=True)))  # noqa: PTH207 (Path.glob takes no absolute pattern)
    found = [path for path in matches if not path.is_dir() and not path.name.startswith(OPEN_IN_OFFICE)]
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


def _landed_at(path: Path | UPath) -> float:
    return path.stat().st_mtime_ns / 1e9 if isinstance(path, Path) else path.fs.modified(path.path).timestamp()


def content_hash(path: Path | UPath) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def landed_path(home: Home, system: str, table: str, sha256: str, name: str) -> Path | UPath:
    """Where a content lies: under its hash, with the suffixes that say its format. `table` is `<source>.<table>`."""
    return home.landing / system / table / landed_name(sha256, name)


def landed_name(sha256: str, name: str) -> str:
    """What a content is called in the landing zone."""
    suffix = Path(name.removesuffix(".gz")).suffix + (".gz" if name.endswith(".gz") else "")
    return f"{sha256}{suffix.lower()}"


def workplace(path: Path | UPath, home: Path) -> Path:
    """The directory on this machine in which a landed file is worked on."""
    if isinstance(path, Path):
        return path.parent
    directory = home.joinpath("staging", *path.parts[-3:-1])
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def at_hand(path: Path | UPath, scratch: Path) -> Path:
    """A landed file on this machine: itself, or a copy in `scratch` if the landing zone is elsewhere."""
    if isinstance(path, Path):
        return path
    copy = scratch / path.name
    path.fs.get_file(path.path, str(copy))
    return copy


def settle(file: Path, target: Path | UPath) -> None:
    """Give a finished file, which is on disk, its place in the landing zone: whole, or not at all."""
    if isinstance(target, Path):
        file.chmod(0o444)
        file.replace(target)
        sync_directory(target.parent)
    else:
        # An object store shows a file when all of it is there.
        target.fs.makedirs(target.parent.path, exist_ok=True)
        target.fs.put_file(str(file), target.path)
        file.unlink()


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
    staging = home.staging / system / table
    home.make_staging()
    staging.mkdir(parents=True, exist_ok=True)
    before = path.stat()
    digest = hashlib.sha256()
    with (
        path.open("rb") as original,
        NamedTemporaryFile(dir=staging, prefix=f"{UNFINISHED}landing-", delete=False) as copy,
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
            settle(copied, target)
        except BaseException:
            copied.unlink(missing_ok=True)
            raise
    return LandedFile(target, digest.hexdigest(), after.st_size, name)


def clean_leftovers(home: Home, table: str) -> None:
    """Remove what a killed run left half copied or unpacked in the landing zone of a table."""
    for path in home.staging.glob(f"*/{table}/{UNFINISHED}*"):
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
