"""What readers have: which build the pointer shows, and whether it is what was published."""

from pathlib import Path

from orchestration.audit_result import sha256
from orchestration.errors import NotFound, PublishedDamaged
from orchestration.manifest import REMEDY, read_manifest

POINTER = "current"
# Of a copy that is not whole yet; a name that no reader and no listing takes for a build.
PARTIAL = ".partial-"


def published_builds(published: Path) -> list[str]:
    """Names of the builds on disk, oldest first."""
    if not published.exists():
        return []
    return sorted(path.name for path in published.iterdir() if path.is_dir() and not _is_other(path))


def current_build(published: Path) -> Path | None:
    """The directory that the pointer shows, or None before the first publication.

    Raises PublishedDamaged if there are builds and the pointer shows none of them.
    """
    pointer, builds = published / POINTER, published_builds(published)
    if pointer.is_symlink() and pointer.resolve().parent == published.resolve() and pointer.resolve().name in builds:
        return pointer.resolve()
    if builds or pointer.is_symlink() or pointer.exists():
        raise PublishedDamaged(f"The pointer {pointer} shows no build. {REMEDY}")
    return None


def published_file(published: Path, name: str) -> Path:
    """A file of the build that the pointer shows, for somebody about to read it.

    DuckDB holds what it reads against checksums of its own, so of its files only the size is compared, however large
    they are; others are compared whole. Raises NotFound before the first publication and where the build has no such
    file, PublishedDamaged.
    """
    directory = current_build(published)
    if directory is None:
        raise NotFound("Nothing has been published yet. `leadhouse run` or `leadhouse demo` does.")
    entry, path = read_manifest(directory).files.get(name), directory / name
    if entry is None:
        raise NotFound(f"Build {directory.name} was published without {name}. The next `leadhouse run` makes it.")
    is_whole = path.exists() and path.stat().st_size == entry.bytes
    if not is_whole or (path.suffix != ".duckdb" and sha256(path) != entry.sha256):
        raise PublishedDamaged(f"{path} is not what was published. {REMEDY}")
    return path


def damaged_files(directory: Path) -> list[str]:
    """Files of a published build that are gone or not what its manifest says. Raises PublishedDamaged without one."""
    files = read_manifest(directory).files
    return [
        name
        for name, entry in files.items()
        if not (directory / name).exists() or sha256(directory / name) != entry.sha256
    ]


def _is_other(path: Path) -> bool:
    return path.name == POINTER or path.name.startswith(PARTIAL)
