"""An answer in time, or none."""

from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Thread
from typing import TypeVar

Answer = TypeVar("Answer")
# Seconds in which whatever is still asked for the answer is stopped as well.
GRACE = 3


class NotInTime(Exception):
    """There was no answer in the time allowed."""


def answer_within(seconds: float, ask: Callable[[], Answer], stop: Callable[[], None]) -> Answer:
    """What `ask` returns or raises. Raises NotInTime if that takes longer, after its queries were ended by `stop`.

    Code that hangs elsewhere cannot be stopped; it is left behind in a thread that keeps no process alive.
    """
    outcome: Future[Answer] = Future()

    def answer() -> None:
        try:
            outcome.set_result(ask())
        except BaseException as error:
            outcome.set_exception(error)

    Thread(target=answer, daemon=True).start()
    with suppress(TimeoutError):
        return outcome.result(seconds)
    if outcome.done():
        return outcome.result()
    for _ in range(GRACE):
        stop()
        with suppress(TimeoutError):
            outcome.exception(1)
            break
    raise NotInTime(f"not done after {seconds:g} seconds")
