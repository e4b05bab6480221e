"""`leadhouse run --on-change`: a run after each change, by a process that has imported all beforehand and stays."""

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import click

from orchestration.build import PROGRAM_FILES, PROJECT_FILES, project_files
from orchestration.errors import LeadhouseError
from orchestration.settings import Settings

# Between two looks at the files: what was saved is whole when two of them see the same.
SECONDS = 0.5

# As many runs a process takes: libraries keep some 30 MB of each.
RUNS = 20

# Of each file, when it was last written to (ns) and how long it is (bytes).
Look = dict[Path, tuple[int, int]]


@dataclass(frozen=True)
class Runs:
    """What a process is for: `get_ready(settings)`, and at a word `run(request)`. All of it can be pickled."""

    get_ready: Callable[[Settings], None]
    run: Callable[[dict[str, Any]], None]
    request: dict[str, Any]
    settings: Settings


class ReadyProcess:
    """A process that gets ready and runs at each word, until a run fails; without the word it ends with its parent."""

    def __init__(self, runs: Runs) -> None:
        self.began_with = _look(runs.settings)
        # A new interpreter: a copy of this one would have the locks of its threads, and not the threads.
        context = get_context("spawn")
        self._word, theirs = context.Pipe()
        self._process = context.Process(target=_run_at_each_word, args=(theirs, runs))
        # Ctrl-C ends the run; who waits for the word ends with its parent.
        handler = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            self._process.start()
        finally:
            signal.signal(signal.SIGINT, handler)
        theirs.close()

    def run(self) -> bool:
        """Give the word, and wait for the end of the run: whether it can run once more.

        Raises LeadhouseError if nobody is there any more to hear it.
        """
        try:
            self._word.send(None)
        except BrokenPipeError:
            self._process.join()
            raise LeadhouseError(
                f"The process that was to run has ended before, with exit code {self._process.exitcode}. "
                "The same command without --on-change says why."
            ) from None
        try:
            runs_again = self._word.recv()
        except EOFError:
            runs_again = False
        if not runs_again:
            self._process.join()
        return runs_again

    def stop(self) -> None:
        """See that it ends: at once if it only waits, else when it has run."""
        self._word.close()
        self._process.join()


def run_on_change(runs: Runs) -> None:
    """Run now, and again whenever the project or leadhouse.yml has changed, until Ctrl-C. A run that fails is one more.

    Raises LeadhouseError if a process that was to run was ended from outside.
    """
    settings = runs.settings
    process = ReadyProcess(runs)
    known = process.began_with
    try:
        while True:
            if not process.run():
                process = ReadyProcess(runs)
            if _look(settings) == known:
                click.echo("Waiting for a change of the project or leadhouse.yml. Ctrl-C ends it.", err=True)
            now = _next_look(settings, known)
            if not _are_rows_of_seeds(process.began_with, now, settings.project_root):
                # It has read what is no longer there: models, expectations, the program, what leadhouse.yml says.
                process.stop()
                process = ReadyProcess(runs)
            click.echo(f"\n{_told(_changed(known, now))}", err=True)
            known = now
    except KeyboardInterrupt:
        click.echo("", err=True)
    finally:
        process.stop()


def _run_at_each_word(word: Connection, runs: Runs) -> None:
    # What stops it here stops the run as well, which tells of it.
    with suppress(Exception):
        runs.get_ready(runs.settings)
    for left in reversed(range(RUNS)):
        if not _heard(word):
            break
        try:
            with _ctrl_c_heard():
                runs.run(runs.request)
        except KeyboardInterrupt:
            sys.exit(128 + signal.SIGINT)
        # Nobody listens if Ctrl-C came just then.
        with suppress(BrokenPipeError):
            word.send(left > 0)


@contextmanager
def _ctrl_c_heard() -> Iterator[None]:
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)


def _heard(word: Connection) -> bool:
    try:
        word.recv()
    except EOFError:
        return False
    return True


def _look(settings: Settings) -> Look:
    files = [*project_files(settings.project_root, (*PROJECT_FILES, *PROGRAM_FILES))]
    if settings.config_path:
        files.append(settings.config_path)
    seen = {}
    for file in files:
        # An editor may put another file in its place just now: then the next look sees that.
        with suppress(FileNotFoundError):
            told = file.stat()
            seen[file] = (told.st_mtime_ns, told.st_size)
    return seen


def _next_look(settings: Settings, known: Look) -> Look:
    """The first look that differs from what is known, when the files have come to rest."""
    before = known
    while True:
        time.sleep(SECONDS)
        now = _look(settings)
        if now == before and now != known:
            return now
        before = now


def _changed(before: Look, after: Look) -> list[Path]:
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def _are_rows_of_seeds(before: Look, after: Look, project_root: Path) -> bool:
    """Whether nothing changed but rows of seeds, which are read when dbt loads them."""
    seeds = project_root / "seeds"
    return all(
        path.suffix == ".csv" and path.is_relative_to(seeds) and path in before and path in after
        for path in _changed(before, after)
    )


def _told(changed: list[Path]) -> str:
    more = f", and {len(changed) - 1} more" if len(changed) > 1 else ""
    return f"Changed: {changed[0]}{more}."
