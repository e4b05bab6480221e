"""Rows that are no data, by the rules that a user or a kind of file names: left out, and counted under their rule."""

import csv
import re

from orchestration.file_map import Exclusion, FileMap
from orchestration.sources.column_map import trimmed
from orchestration.sources.received import literal
from orchestration.sources.records import Reject


def exclusion_number(file_map: FileMap, positions: dict[str, str]) -> str:
    """SQL for the number of the first exclusion rule that a row meets, else null."""
    cases = [
        f"when {_meets(rule, positions[rule.column])} then {number}" for number, rule in enumerate(file_map.exclude)
    ]
    return f"case {' '.join(cases)} end" if cases else "cast(null as integer)"


def _meets(rule: Exclusion, position: str) -> str:
    text = f"coalesce({trimmed(position)}, '')"
    if rule.pattern is not None:
        return f"regexp_full_match({text}, {literal(rule.pattern)})"
    return f"{text} in ({', '.join(literal(value) for value in rule.values)})"


def excluding_rule(reject: Reject, file_map: FileMap) -> Exclusion | None:
    """The rule that a line too short to be a row meets by its first cell: reports end in such lines."""
    if reject.reason != "MISSING_COLUMNS":
        return None
    text = next(csv.reader([reject.record], delimiter=file_map.delimiter))[0].strip()
    return next((rule for rule in file_map.exclude if rule.pattern and re.fullmatch(rule.pattern, text)), None)
