"""One line per step: what it did, and how long it took."""

import logging
import sys
from typing import Any, TextIO

from dagster import DagsterEvent, DagsterEventType, InitLoggerContext, logger


class StepLines(logging.Handler):
    """Turns Dagster's events into lines a person reads. Writes to the stream that was standard output when it was made."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(logging.DEBUG)
        self.stream = stream
        self.summaries: dict[str, list[str]] = {}

    def emit(self, record: logging.LogRecord) -> None:
        event: DagsterEvent | None = getattr(record, "dagster_meta", {}).get("dagster_event")
        if event is None or event.step_key is None:
            return
        if event.event_type == DagsterEventType.ASSET_MATERIALIZATION:
            self.summaries.setdefault(event.step_key, []).append(_summary(event))
        if event.event_type == DagsterEventType.STEP_SUCCESS:
            said = [summary for summary in self.summaries.pop(event.step_key, []) if summary]
            self._line(event, said[-1] if said else "")

    def _line(self, event: DagsterEvent, said: str) -> None:
        seconds = event.step_success_data.duration_ms / 1000
        self.stream.write(f"{event.step_key.replace('__', ' '):32} {said:58} {seconds:7.1f} s\n")
        self.stream.flush()


def _summary(event: DagsterEvent) -> str:
    metadata: dict[str, Any] = event.step_materialization_data.materialization.metadata
    return metadata["summary"].value if "summary" in metadata else ""


@logger(description="One line per step on standard output.")
def progress_logger(_: InitLoggerContext) -> logging.Logger:
    lines = logging.Logger("leadhouse.progress", logging.DEBUG)
    lines.addHandler(StepLines(sys.__stdout__))
    return lines
