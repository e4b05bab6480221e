"""One build: what it is called, the moment it looks from, and what it is made of."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from orchestration.audit_result import AUDITED_FILES

if TYPE_CHECKING:
    from orchestration.settings import Settings

PROJECT_FILES = ("dbt_project.yml", "profiles.yml", "dbt_project", "seeds")
PROGRAM_FILES = ("orchestration", "expectations")


class Build(BaseModel):
    """What every step after the first must agree on; kept as `build.json` beside the files being built."""

    model_config = ConfigDict(frozen=True)

    build_id: str
    started_at: datetime
    as_of: datetime
    fingerprint: str


def build_id(started_at: datetime, run_id: str) -> str:
    """A name that sorts by time and tells apart two runs of one second."""
    return f"{started_at:%Y%m%dT%H%M%SZ}-{run_id[:6]}"


def begin(directory: Path, build: Build, continues: bool = False) -> None:
    """Empty the build directory: whatever a killed run left there is no part of this build.

    A build that `continues` the one that lies there keeps its marts.
    """
    kept = AUDITED_FILES if continues else ()
    directory.parent.mkdir(parents=True, exist_ok=True)
    # What it holds names people until publishing parts readers' files from those.
    directory.mkdir(mode=0o700, exist_ok=True)
    for path in directory.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name not in kept:
            path.unlink()
    (directory / "build.json").write_text(build.model_dump_json(indent=2))


def read_build(directory: Path) -> Build:
    """The build that lies in this directory. Raises FileNotFoundError if none was begun."""
    return Build.model_validate_json((directory / "build.json").read_text())


def project_hash(project_root: Path, names: Iterable[str] = PROJECT_FILES) -> str:
    """Hash of the project's files by path and content: the same files, the same hash, on any machine."""
    digest = hashlib.sha256()
    for path in project_files(project_root, names):
        digest.update(f"{path.relative_to(project_root).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def fingerprint(settings: "Settings", load_ids: Iterable[str]) -> str:
    """Hash of all that decides the marts beside `as_of`: rules and models, this program, the settings, the loads."""
    config = settings.config_path
    parts = [
        project_hash(settings.project_root, (*PROJECT_FILES, *PROGRAM_FILES)),
        hashlib.sha256(config.read_bytes()).hexdigest() if config and config.exists() else "",
        settings.compare_rule_set or "",
        *sorted(load_ids),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def project_files(project_root: Path, names: Iterable[str]) -> Iterator[Path]:
    """The files of these names, and those in the directories of these names, in one order on any machine.

    Not those of editors and systems, which hide what they keep for themselves.
    """
    for name in names:
        path = project_root / name
        if path.is_file():
            yield path
        else:
            yield from sorted(
                p
                for p in path.rglob("*")
                if p.is_file() and "__pycache__" not in p.parts and not p.name.startswith(".") and p.name[-1] != "~"
            )
