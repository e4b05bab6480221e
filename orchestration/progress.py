"""What a run is doing, for whoever waits for it: a line per step, and on a terminal one that moves meanwhile."""

import logging
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TextIO

if TYPE_CHECKING:
    from dagster import DagsterEvent
    from rich.console import Console
    from rich.text import Text


# The line of metadata that says in words what a step did. Empty: nothing worth a line.
SUMMARY = "summary"
LINE = re.compile(r"(?P<step>.{38,}?) (?P<said>.{48,}?) +(?P<seconds>[\d.]+) s")
Style = Literal["lines", "moving", "silent"]


@dataclass(frozen=True)
class Step:
    """What was done, what came of it, how long it took."""

    step: str
    said: str
    seconds: float


@dataclass
class Steps:
    """The steps of one run, told as they end. `usual_seconds` is how long such a run took the last time, if it did.

    A stream that is no terminal is given lines alone.
    """

    style: Style = "lines"
    stream: TextIO = field(default_factory=lambda: sys.__stdout__)
    usual_seconds: float | None = None
    ended: list[Step] = field(default_factory=list)
    now: str = "getting ready"
    counts: Counter[str] = field(default_factory=Counter)
    began: float = field(default_factory=time.monotonic)
    console: "Console | None" = None

    def begin(self, step: str) -> None:
        """A step begins."""
        self.now, self.counts = step, Counter()

    def end(self, step: str, said: str, seconds: float) -> None:
        """A step has ended; its line stays."""
        self.ended.append(Step(step, said, seconds))
        if self.console:
            # Past the moving line.
            self.console.print(line_of(step, said, seconds), soft_wrap=True)
        elif self.style != "silent":
            write_line(step, said, seconds, self.stream)

    @contextmanager
    def moving(self) -> Iterator[None]:
        """Below the lines one that says what is being done, while this lasts: on a terminal only."""
        if self.style != "moving" or not self.stream.isatty():
            yield
            return
        from rich.console import Console
        from rich.live import Live

        self.console = Console(file=self.stream, markup=False, highlight=False)
        try:
            with Live(self, console=self.console, transient=True, redirect_stdout=False, redirect_stderr=False):
                yield
        finally:
            self.console = None

    def __rich__(self) -> "Text":
        from rich.text import Text

        passed = time.monotonic() - self.began
        left = (self.usual_seconds or 0) - passed
        said = f"{in_words(self.counts):48} {passed:8.0f} s"
        return Text(f"{self.now:38} {said}" + (f", about {left:.0f} s left" if left > 0 else ""), style="dim")


# Dagster makes the handler, and can hand it nothing: it finds the steps of the run that it is part of here.
STEPS: ContextVar[Steps] = ContextVar("steps")


class StepLines(logging.Handler):
    """Turns Dagster's events into steps. A step without a summary of its own is told by its counts."""

    def __init__(self, steps: Steps) -> None:
        super().__init__(logging.DEBUG)
        self.steps = steps
        self.summary: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        event: DagsterEvent | None = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None:
            return
        if event.event_type_value == "STEP_START":
            self.summary = None
            self.steps.begin(event.step_key.replace("__", " "))
        if event.event_type_value == "ASSET_MATERIALIZATION":
            self.steps.counts["tables and views"] += 1
            metadata = event.step_materialization_data.materialization.metadata
            self.summary = metadata[SUMMARY].value if SUMMARY in metadata else None
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            self.steps.counts["tests"] += 1
        if event.event_type_value == "STEP_SUCCESS" and self.summary != "":
            said = self.summary or in_words(self.steps.counts)
            self.steps.end(event.step_key.replace("__", " "), said, event.step_success_data.duration_ms / 1000)


def in_words(counts: Counter[str]) -> str:
    """`533 tables and views, 732 tests`."""
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def write_line(step: str, said: str, seconds: float, stream: TextIO) -> None:
    """One line of progress: what was done, what came of it, how long it took."""
    stream.write(f"{line_of(step, said, seconds)}\n")
    stream.flush()


def line_of(step: str, said: str, seconds: float) -> str:
    """The line, which `read_line` reads."""
    return f"{step:38} {said:48} {seconds:8.1f} s"


def read_line(line: str) -> tuple[str, float] | None:
    """Step and seconds of a line that `write_line` wrote; None for any other line."""
    written = LINE.fullmatch(line)
    return (written["step"].strip(), float(written["seconds"])) if written else None


def step_logger() -> logging.Logger:
    """A logger for Dagster that tells the steps of the run at hand, or writes lines where there is no such."""
    lines = logging.Logger("leadhouse.progress", logging.DEBUG)
    lines.addHandler(StepLines(STEPS.get(None) or Steps()))
    return lines
