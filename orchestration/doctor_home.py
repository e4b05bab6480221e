"""What `leadhouse doctor` looks at in a home: rights, the lock, versions of what is kept, work that was begun."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator

import duckdb

from orchestration.doctor import Finding
from orchestration.erasure.book import ErasureBook
from orchestration.home import Home
from orchestration.ledger import MIGRATIONS
from orchestration.warehouse import tells_of_damage

# Others than the owner may read nothing that names people.
FOR_OTHERS = 0o077
PERSONAL = ("landing", "warehouse.duckdb", "build", "published/current/activation.duckdb", "sync/sync.duckdb")


def home_findings(home: Home) -> Iterator[Finding]:
    """A home that is not there yet is made by the first run, so only its place is looked at."""
    if not home.path.exists():
        yield _place_for_a_home(home)
        return
    yield _rights(home)
    yield from _ledger(home)
    if _is_held(home):
        yield Finding("lock", "warn", "another process is writing here", "Wait for its end before you run.")
    else:
        yield from _warehouse(home)
    if unfinished := ErasureBook(home.path).unfinished():
        said = f"{len(unfinished)} begun and not finished: readers may still see a build that knows the person"
        yield Finding("erasure", "warn", said, "`leadhouse run` finishes it.")


def _place_for_a_home(home: Home) -> Finding:
    place = next(path for path in home.path.parents if path.exists())
    if place.is_dir() and os.access(place, os.W_OK | os.X_OK):
        return Finding("home", "ok", f"{home.path} is not there yet: the first run makes it")
    return Finding("home", "fail", f"{home.path} cannot be made in {place}", "Name another by LEADHOUSE_HOME.")


def _rights(home: Home) -> Finding:
    if not home.path.is_dir() or not os.access(home.path, os.R_OK | os.W_OK | os.X_OK):
        return Finding("home", "fail", f"{home.path} cannot be written", "Give yourself the right, or name another.")
    open_to_others = [
        name for name in PERSONAL if (home.path / name).exists() and (home.path / name).stat().st_mode & FOR_OTHERS
    ]
    if open_to_others:
        remedy = f"chmod go-rwx {' '.join(str(home.path / name) for name in open_to_others)}"
        return Finding("home", "warn", f"others may read what names people: {', '.join(open_to_others)}", remedy)
    return Finding("home", "ok", str(home.path))


def _is_held(home: Home) -> bool:
    """Whether somebody is writing: the lock is asked for and let go at once, and nothing is written."""
    lock = home.path / "lock"
    if not lock.exists():
        return False
    with lock.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _ledger(home: Home) -> Iterator[Finding]:
    newest = max(version for version, _ in MIGRATIONS.values())
    if not home.ledger.exists():
        return
    try:
        connection = sqlite3.connect(f"{home.ledger.as_uri()}?mode=ro", uri=True)
        with connection:
            found = connection.execute("pragma user_version").fetchone()[0]
            loads = connection.execute("select count(*) from loads where replaced_by is null").fetchone()[0]
        connection.close()
    except sqlite3.Error as error:
        yield Finding("ledger", "fail", f"cannot be read: {error}", "`leadhouse restore` puts back its copy.")
        return
    if found not in {newest, *MIGRATIONS}:
        yield Finding("ledger", "fail", f"has schema {found}", "Use the Leadhouse that wrote it, or another --home.")
        return
    later = "" if found == newest else f", which the next run brings to {newest}"
    yield Finding("ledger", "ok", f"schema {found}{later}, {loads:,} loads")
    if loads and not home.warehouse.exists():
        yield Finding(
            "warehouse", "fail", "is gone, and the ledger knows of loads", "`leadhouse restore` makes it anew."
        )


def _warehouse(home: Home) -> Iterator[Finding]:
    if not home.warehouse.exists():
        return
    try:
        with duckdb.connect(str(home.warehouse), read_only=True) as connection:
            size = connection.execute("select database_size from pragma_database_size()").fetchone()[0]
    except duckdb.Error as error:
        remedy = "Use the DuckDB that wrote it, or wait for whoever has it open."
        if tells_of_damage(error):
            remedy = "`leadhouse restore` makes it anew from the landing zone and the ledger."
        yield Finding("warehouse", "fail", f"cannot be opened: {str(error).splitlines()[0]}", remedy)
        return
    yield Finding("warehouse", "ok", f"opens with DuckDB {duckdb.__version__}, {size}")
