"""The rule sets of the score that there are, as seeds/lead_score names them."""

import csv

from orchestration.contracts import PROJECT_ROOT
from orchestration.errors import nearest

DEFAULT_RULE_SET = "b2b"
SEED = PROJECT_ROOT / "seeds" / "lead_score" / "rule_sets.csv"


def rule_sets() -> list[str]:
    """Their names, in the seed's order."""
    with SEED.open(encoding="utf-8", newline="") as lines:
        return [row["rule_set"] for row in csv.DictReader(lines)]


def unknown_rule_set(name: str) -> str:
    """What to tell whoever names one that there is not."""
    known = rule_sets()
    return f"there is no rule set '{name}'.{nearest(name, known)} Known: {', '.join(known)}."
