"""Is everything there that a run needs: what this machine has, what leadhouse.yml says, and what the home holds."""

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

import duckdb
from packaging.markers import Marker

from orchestration.contracts import PROJECT_ROOT
from orchestration.settings import Settings

State = Literal["ok", "warn", "fail"]
GIGABYTE = 1_000_000_000
# A run of a small company's data leaves some hundred megabytes: twice that and nothing else fits any more.
LEAST_ROOM, LITTLE_ROOM = 1 * GIGABYTE, 5 * GIGABYTE
OLDEST_PYTHON = (3, 11)
# What DuckDB must be able to do without fetching anything.
EXTENSIONS = ("core_functions", "icu", "json", "parquet")
# Extras and what they need beside themselves; of those that are not installed nothing is said.
EXTRAS = {"pyspark": "java", "streamlit": None}
UNITS = {"KB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


@dataclass(frozen=True)
class Finding:
    """What one check came to. A `fail` stops a run; a `warn` may. Both have a remedy."""

    check: str
    state: State
    said: str
    remedy: str = ""


def machine(project_root: Path = PROJECT_ROOT) -> Iterator[Finding]:
    """Python, the packages as they are pinned, DuckDB and what it must bring, extras that are installed."""
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        yield Finding(
            "python", "fail", running, f"Leadhouse needs {wanted} or newer: `make run PYTHON=python{wanted}`."
        )
    else:
        yield Finding("python", "ok", running)
    yield _packages(project_root / "constraints.txt")
    with duckdb.connect() as connection:
        known = "select extension_name from duckdb_extensions() where installed"
        installed = {name for (name,) in connection.execute(known).fetchall()}
    if missing := [name for name in EXTENSIONS if name not in installed]:
        remedy = "Install the duckdb of constraints.txt from a package index: its wheels bring them."
        yield Finding("duckdb", "fail", f"{duckdb.__version__} without {', '.join(missing)}", remedy)
    else:
        yield Finding("duckdb", "ok", f"{duckdb.__version__} with {', '.join(EXTENSIONS)}")
    for package, needed in EXTRAS.items():
        if importlib.util.find_spec(package) is None:
            continue
        if needed and shutil.which(needed) is None:
            yield Finding(package, "fail", f"there is no `{needed}`", f"Install it, or leave {package} out.")
        else:
            yield Finding(package, "ok", version(package))


def _packages(constraints: Path) -> Finding:
    """Whether what is installed is what is pinned for this Python and system."""
    pinned = re.findall(r"^([\w.-]+)==(\S+) (?:; (.*) )?\\$", constraints.read_text(encoding="utf-8"), re.MULTILINE)
    different = []
    for name, wanted, marker in pinned:
        if marker and not Marker(marker).evaluate():
            continue
        try:
            installed = version(name)
        except PackageNotFoundError:
            different.append(f"{name} is missing")
            continue
        if installed != wanted:
            different.append(f"{name} {installed}, not {wanted}")
    if different:
        said = "; ".join(different[:3]) + (f" and {len(different) - 3} more" if len(different) > 3 else "")
        remedy = "Run `make run` or `make test` again: they install what constraints.txt pins."
        return Finding("packages", "warn", said, remedy)
    return Finding("packages", "ok", f"as pinned in {constraints.name}")


def room(settings: Settings) -> Iterator[Finding]:
    """Free disk where the home is, and memory beside what a run may take."""
    place = next(path for path in (settings.home.path, *settings.home.path.parents) if path.exists())
    free = shutil.disk_usage(place).free
    said = f"{free / GIGABYTE:,.1f} GB free at {place}"
    if free < LITTLE_ROOM:
        remedy = "Make room, or say where there is more: LEADHOUSE_HOME. Fewer `keep_builds` take less."
        yield Finding("disk", "fail" if free < LEAST_ROOM else "warn", said, remedy)
    else:
        yield Finding("disk", "ok", said)
    allowed, there = _bytes(settings.memory), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    said = f"a run takes {settings.memory} and {settings.threads} threads; there are {there / GIGABYTE:,.1f} GB"
    said += f" and {os.cpu_count()} processors"
    if allowed > there:
        remedy = f"Set LEADHOUSE_MEMORY={max(there / GIGABYTE / 2, 1):.0f}GB: beyond it a run spills to disk."
        yield Finding("memory", "warn", said, remedy)
    else:
        yield Finding("memory", "ok", said)


def _bytes(amount: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)\s?(\w+)", amount).groups()
    return float(number) * UNITS[unit]
