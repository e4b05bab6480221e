"""What dbt tells in passing, of which only what somebody reads is worth a message."""

from typing import Any

from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager


class HeardEvents(EventManager):
    """dbt makes a message of each of its two dozen events a node, and asks then whether it is for any of its logs."""

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        node: Any = None,
        force_warn_or_error_handling: bool = False,
    ) -> None:
        is_detail = (level or e.level_tag()) is EventLevel.DEBUG
        if not is_detail or any(logger.level is EventLevel.DEBUG for logger in self.loggers):
            super().fire_event(e, level, node, force_warn_or_error_handling)
