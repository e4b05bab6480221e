"""How far a build may be from what was before: the seeds that the watches of the audit go by."""

import csv
import re
import sys
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from orchestration.audit_result import Action
from orchestration.contracts import PROJECT_ROOT

SEEDS = PROJECT_ROOT / "seeds" / "data_quality"


class Limits(BaseModel):
    """A rule of a seed. Empty limits are not judged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule_order: int
    mart: str
    block_below: float | None = None
    alert_below: float | None = None
    alert_above: float | None = None
    block_above: float | None = None
    note: str = Field(min_length=1)

    @classmethod
    def seed(cls) -> str:
        """The name of the seed that holds such rules."""
        return re.sub("(?<!^)(?=[A-Z])", "_", cls.__name__).lower() + "s"

    def broken_by(self, figure: float) -> tuple[Action, str] | None:
        """What follows from a figure, and by which limit; None if it is within all."""
        for action, below, above in (
            ("block", self.block_below, self.block_above),
            ("alert", self.alert_below, self.alert_above),
        ):
            if below is not None and figure < below:
                return action, f"below {below:g}"
            if above is not None and figure > above:
                return action, f"above {above:g}"
        return None


class MartVolumeRule(Limits):
    """Limits of a mart's rows as shares of those before."""

    min_rows: int = sys.maxsize

    def fits(self, mart: str) -> bool:
        """Whether the pattern, `%` standing for anything, is the mart's name."""
        return re.fullmatch(".*".join(map(re.escape, self.mart.split("%"))), mart) is not None


class ScoreDriftRule(Limits):
    """Limits of the population stability index of a score in bands."""

    score: str
    band_width: float = Field(gt=0)
    min_people: int
    max_days: int


Rule = TypeVar("Rule", bound=Limits)


def read_rules(kind: type[Rule], directory: Path = SEEDS) -> list[Rule]:
    """The rules of the kind in their order. Raises ValueError if there are none, or one cannot be read."""
    seed = directory / f"{kind.seed()}.csv"
    with seed.open(encoding="utf-8", newline="") as lines:
        rows = [{name: text for name, text in row.items() if text} for row in csv.DictReader(lines)]
    if not rows:
        raise ValueError(f"{seed} has no rules")
    return sorted(map(kind.model_validate, rows), key=lambda rule: rule.rule_order)
