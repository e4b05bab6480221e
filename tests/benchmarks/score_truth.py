"""How well scores tell who will convert: `python -m tests.benchmarks.score_truth HOME`, a home of `leadhouse demo`.

For rules, probability and challenger what `score_performance` says, and beside them the generator's true propensity of
the same people on the same days. That is the chance of ever becoming a customer, as drawn when somebody arrives: it
knows who they are, but not how far they have come, so a score that sees their steps may beat it. Its Brier score is
that of the propensity brought to the mean that was observed.
"""

import argparse
from dataclasses import dataclass
from pathlib import Path

import duckdb
from sklearn.metrics import brier_score_loss, roc_auc_score

from tests.benchmarks.identity_truth import RESOLVED

MEASURED = """
select score_kind || ' (' || rule_set || ')', auc, brier, precision_at_top_decile / conversion_rate
from marts.lead_score.score_performance
where band_kind = 'all'
order by score_kind desc, rule_set
"""

# Of several true people whom we hold for one, the likeliest: more is not known of them together.
TESTED = """
with true_people as (
    select resolved.person_id, max(people.propensity) as propensity
    from resolved
    inner join {people} as people on resolved.person = people.person
    group by resolved.person_id
)

select cast(examples.converted as int) as converted, coalesce(true_people.propensity, 0) as propensity
from warehouse.intermediate.int_scorecard_features as examples
left join true_people using (person_id)
where examples.is_tested
order by propensity desc, examples.person_id
"""


@dataclass(frozen=True)
class Accuracy:
    name: str
    auc: float | None
    brier: float | None
    top_decile_lift: float | None


def accuracies(home: Path) -> list[Accuracy]:
    """Of every score kind that a home has published, and last of the true propensity."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{home / 'published' / 'current' / 'marts.duckdb'}' as marts (read_only)")
        connection.execute(f"attach '{home / 'warehouse.duckdb'}' as warehouse (read_only)")
        identity = RESOLVED.format(links="marts.core.identity_links", truth=f"'{home / 'truth' / 'identity.parquet'}'")
        connection.execute(f"create temp table resolved as {identity}")
        measured = [Accuracy(*row) for row in connection.execute(MEASURED).fetchall()]
        tested = connection.execute(TESTED.format(people=f"'{home / 'truth' / 'people.parquet'}'")).fetchnumpy()
    return [*measured, of_propensity(tested["converted"], tested["propensity"])]


def of_propensity(converted, propensity) -> Accuracy:
    """Both (n,), the likeliest first."""
    rate = converted.mean()
    expected = (propensity * rate / propensity.mean()).clip(0, 1)
    return Accuracy(
        "true propensity",
        float(roc_auc_score(converted, propensity)),
        float(brier_score_loss(converted, expected)),
        float(converted[: len(converted) // 10].mean() / rate),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    for found in accuracies(parser.parse_args().home):
        figures = (found.auc, found.brier, found.top_decile_lift)
        auc, brier, lift = ("too little data" if figure is None else f"{figure:.5f}" for figure in figures)
        print(f"{found.name:<24} AUC {auc}, Brier {brier}, lift of the top decile {lift}")


if __name__ == "__main__":
    main()
