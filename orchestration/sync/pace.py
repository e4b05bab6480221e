"""How fast a CRM is asked, and how long it is waited for."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Patience:
    """How often a request is sent, and how many seconds are spent waiting: between two tries, for a whole answer."""

    tries: int = 5
    first_wait: float = 1
    longest_wait: float = 120
    answer: float = 60
    sleep: Callable[[float], None] = time.sleep

    def wait(self, attempt: int, asked: float | None = None) -> None:
        """Pause before the next try: as long as the CRM asks for, else twice as long each time, never in step."""
        growing = self.first_wait * 2**attempt * random.uniform(0.5, 1)  # noqa: S311 (nothing is guarded by it)
        self.sleep(min(self.longest_wait, growing if asked is None else asked))


@dataclass
class Bucket:
    """So many calls in so many seconds, and no more; a bucket without a size never makes anyone wait."""

    calls: int
    seconds: float
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], float] = time.monotonic
    _left: float = field(init=False)
    _filled_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._left, self._filled_at = self.calls, self.now()

    def take(self) -> None:
        """Take one call, waiting for it if there is none."""
        if not self.calls:
            return
        pace, moment = self.calls / self.seconds, self.now()
        self._left = min(self.calls, self._left + (moment - self._filled_at) * pace)
        self._filled_at = moment
        if self._left < 1:
            self.sleep((1 - self._left) / pace)
            self._left, self._filled_at = 1, self.now()
        self._left -= 1
