"""Readers see an audited build whole, or the one before."""

import os
import shutil
from collections.abc import Collection
from datetime import datetime
from pathlib import Path

from orchestration.audit_result import AUDITED_FILES, require_passed_audit, sha256
from orchestration.build import read_build
from orchestration.errors import PublishedDamaged, PublishRefused
from orchestration.manifest import FileEntry, Manifest, describe_marts, package_versions, read_manifest, written
from orchestration.pages import PAGES
from orchestration.published import PARTIAL, POINTER, current_build, damaged_files, published_builds


def publish(
    directory: Path,
    published: Path,
    suites: set[str],
    keep: int,
    now: datetime,
    held: Collection[str] = (),
    selected: str | None = None,
) -> Manifest:
    """Copy the build in `directory` to `published/<build_id>/` and move the pointer to it by one rename.

    A build that is published already stays as it is. Raises NotAudited if there is no passed audit of exactly these
    bytes, and PublishRefused if a newer build was published before.
    """
    build = read_build(directory)
    published.mkdir(parents=True, exist_ok=True)
    clean_leftovers(published)
    target = published / build.build_id
    if (newest := max(published_builds(published), default="")) > build.build_id:
        raise PublishRefused(f"Build {build.build_id} is older than {newest}, which was published before.")
    if target.exists():
        # Copied whole by a run that may have been killed just before it moved the pointer.
        move_pointer(published, build.build_id)
        return read_manifest(target)
    audit = require_passed_audit(directory, build.build_id, suites)

    partial = published / f"{PARTIAL}{build.build_id}"
    files = _copy(directory, partial)
    for name in AUDITED_FILES:
        if files[name].sha256 != audit.files[name]:
            raise PublishRefused(
                f"Build {build.build_id}: the copy of {name} differs from what was audited. Run again."
            )
    manifest = Manifest(
        **build.model_dump(),
        selected=selected,
        created_at=now,
        files=files,
        marts=describe_marts(partial / "marts.duckdb"),
        audit={suite.suite: len(suite.findings) for suite in audit.suites},
        alerts=[str(alert) for alert in audit.alerts],
        versions=package_versions(),
    )
    # Nobody reads these here, but whoever did would hold them against DuckDB's checksums.
    describe_marts(partial / "activation.duckdb")
    for name, text in written(manifest).items():
        _write_durably(partial / name, text)
    _seal(partial)
    partial.rename(target)
    _sync_directory(published)
    move_pointer(published, build.build_id)
    prune(published, keep, held)
    return manifest


def move_pointer(published: Path, build_id: str) -> None:
    """Point readers to a build. They resolve `current` when they connect, and see the old build or the new one."""
    fresh = published / f"{PARTIAL}{POINTER}"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(build_id)
    fresh.replace(published / POINTER)
    _sync_directory(published)


def rollback(published: Path, build_id: str | None = None, erased_at: datetime | None = None) -> tuple[str | None, str]:
    """Point readers back, by default to the build before the current one: (build left, build shown).

    Where the pointer shows no build any more, none is left, and the newest is the one before.

    Raises PublishRefused if there is no such build, if its files are no longer what its manifest says, or if it was
    begun before somebody was erased (`erased_at`), as one that was put back from a copy may have been.
    """
    builds = published_builds(published)
    if not builds:
        raise PublishRefused("Nothing is published, so there is nothing to go back from.")
    left = _shown(published)
    if build_id is None:
        older = [name for name in builds if left is None or name < left]
        if not older:
            raise PublishRefused(f"{left} is the oldest build that is kept: there is none to go back to.")
        build_id = older[-1]
    if build_id not in builds:
        raise PublishRefused(f"There is no build {build_id}. Kept: {', '.join(builds)}.")
    if damaged := damaged_files(published / build_id):
        raise PublishRefused(f"Build {build_id} is damaged: {', '.join(damaged)}. Name another: {', '.join(builds)}.")
    if erased_at and read_manifest(published / build_id).started_at < erased_at:
        raise PublishRefused(f"Build {build_id} knows people who were erased since. Run again instead, or remove it.")
    move_pointer(published, build_id)
    return left, build_id


def _shown(published: Path) -> str | None:
    """The build that the pointer shows; None where it shows none any more."""
    try:
        return current_build(published).name
    except PublishedDamaged:
        return None


def prune(published: Path, keep: int, held: Collection[str] = ()) -> list[str]:
    """Remove the oldest builds beyond the number to keep, never the current one or one that is held; say which.

    A reader that still holds a removed file keeps reading it until it closes.
    """
    current = current_build(published)
    kept = {*held, current.name if current else None}
    removable = [name for name in published_builds(published)[:-keep] if name not in kept]
    for name in removable:
        remove_build(published / name)
    return removable


def clean_leftovers(published: Path) -> None:
    """Remove what a run that was killed while copying left behind."""
    for path in published.glob(f"{PARTIAL}*"):
        _remove(path)


def _copy(directory: Path, partial: Path) -> dict[str, FileEntry]:
    """Copy what readers get, durably, and hash the copies rather than the originals."""
    partial.mkdir()
    sources = [directory / name for name in (*AUDITED_FILES, *PAGES.values())]
    # A build of Spark's has its marts as Parquet too, as Spark wrote them.
    folders = (directory / name for name in ("data_docs", "tables"))
    sources += sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())
    files = {}
    for source in sources:
        name = source.relative_to(directory).as_posix()
        if Path(f"{source}.wal").exists():
            raise PublishRefused(f"{name} was not closed by its writer: {name}.wal lies beside it.")
        target = partial / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        _sync(target)
        files[name] = FileEntry(sha256=sha256(target), bytes=target.stat().st_size)
    return files


def _seal(directory: Path) -> None:
    """Nobody writes to a published build; what holds personal data is the owner's alone."""
    for path in sorted(directory.rglob("*"), reverse=True):
        path.chmod(0o555 if path.is_dir() else 0o444)
        if path.is_dir():
            _sync_directory(path)
    (directory / "activation.duckdb").chmod(0o600)
    _sync_directory(directory)
    directory.chmod(0o555)


def remove_build(path: Path) -> None:
    """Remove a published build for good. Half removed, it must not be taken for one."""
    leaving = path.with_name(f"{PARTIAL}{path.name}")
    path.rename(leaving)
    _remove(leaving)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
        return
    for directory in (path, *(child for child in path.rglob("*") if child.is_dir())):
        directory.chmod(0o755)
    shutil.rmtree(path)


def _write_durably(path: Path, text: str) -> None:
    path.write_text(text)
    _sync(path)


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
