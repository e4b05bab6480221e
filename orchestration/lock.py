"""One writer at a time per home."""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from orchestration.errors import RunInProgress


@contextmanager
def only_writer(home: Path) -> Iterator[None]:
    """Hold the home's lock, or raise RunInProgress saying who holds it.

    The system drops the lock with its holder, however the holder ended: a killed run leaves nothing to clean up.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise RunInProgress(f"{home}: {_holder(file.read())} is writing here. Wait for it, or end it.") from None
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": _now()}))
        file.flush()
        yield


def _holder(text: str) -> str:
    if not text:
        return "another process that has just begun"
    holder = json.loads(text)
    return f"process {holder['pid']} on {holder['host']}, since {holder['since']},"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
