"""Hashes of files, remembered: what nobody has written to since is not read again."""

import json
from pathlib import Path
from tempfile import NamedTemporaryFile
from time import time

from upath import UPath

from orchestration.landing import content_hash

# File systems tell the moment of a change in steps of up to two seconds: a file that changed just now may change
# again and look as before.
SETTLED_AFTER = 2.0


class FileHashes:
    """SHA-256 of files by their paths, kept in `hashes.json` of a home.

    One counts as long as the system says the same of its file: length, inode, and the moments of its last change,
    of which nobody can set back the one of its status. It may decide that there is nothing to do, and nothing else:
    without `hashes.json`, or with a damaged one, files are read.
    """

    def __init__(self, home: Path) -> None:
        self._file = home / "hashes.json"
        self._known = _read(self._file)
        self._as_kept = dict(self._known)

    def remembered(self, path: Path | UPath) -> str | None:
        """The hash of a file that has not changed since it was read, if it was."""
        said, sha256 = self._known.get(str(path), (None, None))
        return sha256 if said == _said_of(path)[0] else None

    def read(self, path: Path | UPath) -> str:
        """The hash of a file's bytes as they are, to be remembered."""
        said, changed_at = _said_of(path)
        started = time()
        sha256 = content_hash(path)
        if started - changed_at > SETTLED_AFTER and _said_of(path)[0] == said:
            self._known[str(path)] = (said, sha256)
        else:
            self._known.pop(str(path), None)
        return sha256

    def forget_but(self, paths: list[Path | UPath]) -> None:
        """Keep the hashes of no other files."""
        there = set(map(str, paths))
        self._known = {path: known for path, known in self._known.items() if path in there}

    def keep(self) -> None:
        """Write them down, if they are others than those that are there."""
        if self._known == self._as_kept:
            return
        with NamedTemporaryFile("w", dir=self._file.parent, prefix=".hashes-", delete=False) as fresh:
            json.dump(self._known, fresh)
        Path(fresh.name).replace(self._file)
        self._as_kept = dict(self._known)


def _said_of(path: Path | UPath) -> tuple[str, float]:
    """What the system says of a file, as a text, and when it last changed, in seconds since 1970."""
    if isinstance(path, Path):
        told = path.stat()
        facts = (told.st_size, told.st_mtime_ns, told.st_ctime_ns, told.st_ino, told.st_dev)
        return " ".join(map(str, facts)), max(told.st_mtime, told.st_ctime)
    # A store says more of a file that is asked for by itself than of one in a list; its mark of a version is the same.
    told, modified_at = path.fs.info(path.path), path.fs.modified(path.path)
    version = told.get("ETag") or told.get("etag") or modified_at.isoformat()
    return f"{told['size']} {version}", modified_at.timestamp()


def _read(file: Path) -> dict[str, tuple[str, str]]:
    try:
        return {path: (str(said), str(sha256)) for path, (said, sha256) in json.loads(file.read_text()).items()}
    except (FileNotFoundError, ValueError, AttributeError, TypeError):
        # None yet, or none that can be read: files are, and it is written anew.
        return {}
