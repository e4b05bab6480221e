"""Messages are made of what a log of dbt's writes, and of nothing else."""

import io

import pytest
from dbt.adapters.events.types import SQLQueryStatus
from dbt_common.events import event_manager
from dbt_common.events.base_types import EventLevel
from dbt_common.events.logger import LineFormat, LoggerConfig
from dbt_common.events.types import Note

from orchestration.dbt_events import HeardEvents

DETAIL = SQLQueryStatus(status="OK", elapsed=1.0)
NEWS = Note(msg="seeds are loaded")


@pytest.fixture
def told(monkeypatch):
    """What a log at a level was told of a detail and a piece of news, and of how many of them a message was made."""

    def told_at(level):
        made = []
        make = event_manager.msg_from_base_event
        monkeypatch.setattr(event_manager, "msg_from_base_event", lambda *a, **k: made.append(a) or make(*a, **k))
        stream = io.StringIO()
        events = HeardEvents()
        events.add_logger(
            LoggerConfig(name=f"log_{level.value}", level=level, line_format=LineFormat.PlainText, output_stream=stream)
        )
        events.fire_event(DETAIL)
        events.fire_event(NEWS, level=EventLevel.INFO)
        return [line.split("  ")[-1] for line in stream.getvalue().splitlines()], len(made)

    return told_at


def test_a_detail_that_no_log_writes_is_no_message(told):
    assert told(EventLevel.INFO) == (["seeds are loaded"], 1)


def test_a_log_of_details_is_told_of_them(told):
    lines, made = told(EventLevel.DEBUG)
    assert (len(lines), made) == (2, 2)
    assert "SQL status: OK in 1.000 seconds" in lines[0]
