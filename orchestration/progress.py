"""One line per step: what it did, and how long it took."""

import logging
import re
import sys
from collections import Counter
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from dagster import DagsterEvent


# The line of metadata that says in words what a step did. Empty: nothing worth a line.
SUMMARY = "summary"
LINE = re.compile(r"(?P<step>.{38,}?) (?P<said>.{48,}?) +(?P<seconds>[\d.]+) s")


class StepLines(logging.Handler):
    """Turns Dagster's events into lines a person reads. A step without a summary of its own is told by its counts."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(logging.DEBUG)
        self.stream = stream
        self.summary: str | None = None
        self.counts: Counter[str] = Counter()

    def emit(self, record: logging.LogRecord) -> None:
        event: DagsterEvent | None = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None:
            return
        if event.event_type_value == "STEP_START":
            self.summary, self.counts = None, Counter()
        if event.event_type_value == "ASSET_MATERIALIZATION":
            self.counts["tables and views"] += 1
            metadata = event.step_materialization_data.materialization.metadata
            self.summary = metadata[SUMMARY].value if SUMMARY in metadata else None
        if event.event_type_value == "ASSET_CHECK_EVALUATION":
            self.counts["tests"] += 1
        if event.event_type_value == "STEP_SUCCESS" and self.summary != "":
            said = self.summary or ", ".join(f"{count:,} {name}" for name, count in self.counts.items())
            write_line(event.step_key.replace("__", " "), said, event.step_success_data.duration_ms / 1000, self.stream)


def write_line(step: str, said: str, seconds: float, stream: TextIO) -> None:
    """One line of progress: what was done, what came of it, how long it took."""
    stream.write(f"{step:38} {said:48} {seconds:8.1f} s\n")
    stream.flush()


def read_line(line: str) -> tuple[str, float] | None:
    """Step and seconds of a line that `write_line` wrote; None for any other line."""
    written = LINE.fullmatch(line)
    return (written["step"].strip(), float(written["seconds"])) if written else None


def step_logger() -> logging.Logger:
    """A logger for Dagster that writes to what was standard output when the process began."""
    lines = logging.Logger("leadhouse.progress", logging.DEBUG)
    lines.addHandler(StepLines(sys.__stdout__))
    return lines
