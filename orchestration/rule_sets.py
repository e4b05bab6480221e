"""The rule sets of the score that there are, as seeds/lead_score names them."""

import csv

from orchestration.contracts import PROJECT_ROOT
from orchestration.errors import ConfigError, nearest

DEFAULT_RULE_SET = "b2b"
# The one in use, with the points that its review suggests.
SUGGESTED = "suggested"
SEED = PROJECT_ROOT / "seeds" / "lead_score" / "rule_sets.csv"


def rule_sets() -> list[str]:
    """Their names, in the seed's order."""
    with SEED.open(encoding="utf-8", newline="") as lines:
        return [row["rule_set"] for row in csv.DictReader(lines)]


def known_rule_set(name: str, place: str) -> str:
    """The name, if a rule set has it. Raises ConfigError with those that do; `place` is where the name stands."""
    return one_of(name, rule_sets(), place, "rule set")


def other_rule_set(name: str, in_use: str) -> str:
    """The name, if a rule set with it can be compared with the one in use. Raises ConfigError with those that can."""
    others = [*(known for known in rule_sets() if known != in_use), SUGGESTED]
    if name == in_use:
        raise ConfigError(f"--compare: '{name}' is the rule set in use. Compare it with: {', '.join(others)}.")
    return one_of(name, others, "--compare", "rule set")


def one_of(name: str, known: list[str], place: str, kind: str) -> str:
    """The name, if it is known. Raises ConfigError with those that are; `kind` is what they are names of."""
    if name not in known:
        raise ConfigError(f"{place}: there is no {kind} '{name}'.{nearest(name, known)} Known: {', '.join(known)}.")
    return name
