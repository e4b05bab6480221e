"""What another rule set would change: the published marts' own rows, side by side."""

from pathlib import Path
from typing import Any

from rich import box
from rich.table import Table

from orchestration.query import ask

# One row per rule set, the one in use first.
OUTCOMES = """
    with accuracies as (
        select distinct rule_set, auc, auc_low, auc_high from lead_score.score_performance where score_kind = 'rules'
    )
    select rule_set, threshold, mqls_per_month,
        precision, precision_low, precision_high, recall, recall_low, recall_high, auc, auc_low, auc_high
    from lead_score.threshold_review
    left join accuracies using (rule_set)
    where is_current
    order by rule_set in (select other_rule_set from lead_score.rule_set_comparison)
"""

MOVES = """
    select
        count(*) filter ({line}_move in ('stays over', 'falls under')), count(*) filter ({line}_move = 'rises over'),
        count(*) filter ({line}_move = 'falls under'), count(*) filter ({line}_move in ('stays over', 'rises over'))
    from lead_score.rule_set_comparison
"""


def comparison(marts: Path) -> Table:
    """The rule set in use and the other one: how many are over the lines, who moves, and how both did in the past."""
    outcomes = ask(marts, OUTCOMES).rows
    table = Table("", *(rule_set for rule_set, *_ in outcomes), box=box.SIMPLE_HEAD)
    for line, name in (("mql", "people over the MQL threshold"), ("hot", "people who are hot")):
        [(over, rising, falling, other_over)] = ask(marts, MOVES.format(line=line)).rows
        table.add_row(name, f"{over:,}", f"{other_over:,} ({rising:,} rise, {falling:,} fall)")
    table.add_row("MQL threshold", *(f"{row[1]:.0f}" for row in outcomes))
    table.add_row("MQLs a month", *(f"{row[2]:.1f}" for row in outcomes))
    table.add_row("of MQLs converted (precision)", *(_estimate(row[3:6]) for row in outcomes))
    table.add_row("of conversions foreseen (recall)", *(_estimate(row[6:9]) for row in outcomes))
    table.add_row("AUC in the months kept for tests", *(_estimate(row[9:12]) for row in outcomes))
    return table


def _estimate(values: tuple[Any, ...]) -> str:
    estimate, low, high = values
    return "too little data" if estimate is None else f"{estimate:.3f} ({low:.3f} to {high:.3f})"
