"""Processes killed without a word, and what readers must still have then."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from orchestration.audit_result import sha256
from orchestration.manifest import Manifest, describe_marts, read_manifest
from orchestration.publish import current_build

ROOT = Path(__file__).parents[2]


def killed_after(command: Sequence[str], seconds: float, log: Path) -> bool:
    """Start a command with all its children, and kill them all at once; whether they were still at work."""
    with log.open("w") as file:
        process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=file, start_new_session=True)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True
    assert process.returncode == 0, log.read_text()
    return False


def finished(command: Sequence[str], log: Path) -> float:
    """Run a command to its end and return its seconds."""
    began = time.monotonic()
    with log.open("w") as file:
        done = subprocess.run(command, cwd=ROOT, stdout=file, stderr=file, check=False)
    assert done.returncode == 0, log.read_text()
    return time.monotonic() - began


def whole_build_of_readers(home: Path) -> Manifest:
    """The manifest of what readers have, after holding every file and every mart against it."""
    shown = current_build(home / "published")
    assert shown, "readers have nothing"
    manifest = read_manifest(shown)
    assert manifest.audit, f"{shown.name} was published without an audit"
    assert {name: sha256(shown / name) for name in manifest.files} == {
        name: entry.sha256 for name, entry in manifest.files.items()
    }
    assert describe_marts(shown / "marts.duckdb") == manifest.marts
    return manifest


KILLED_AT = """
import importlib, os, signal
module, _, name = {point!r}.rpartition(".")
try:
    place = importlib.import_module(module)
except ModuleNotFoundError:
    module, _, inner = module.rpartition(".")
    place = getattr(importlib.import_module(module), inner)
real, passes = getattr(place, name), [{passes}]
def killed(*arguments, **named):
    passes.append(passes.pop() - 1)
    if passes[0] >= 0:
        return real(*arguments, **named)
    if {when!r} == "after":
        real(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(place, name, killed)
"""


def killed_at(point: str, when: str, program: str, *arguments: str, passes: int = 0) -> None:
    """Run a program in a process that is killed before or after a function, once it has passed it so many times."""
    script = KILLED_AT.format(point=point, when=when, passes=passes) + program
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL, f"not killed {when} {point}:\n{done.stdout}\n{done.stderr}"
