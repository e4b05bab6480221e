"""Why a person has the score they have: the published marts' own rows about them, added up."""

import sys
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from orchestration.errors import NotFound
from orchestration.query import Answer, ask

# As `score_change_7d` looks back.
COMPARED_DAYS = 7
# Columns that stand flush right.
NUMBERS = {"events", "points", "after decay", "counted", "journey", "days", "number", "then", "now", "change"}


def explain(marts: Path, person: str, touches: int) -> Iterable[RenderableType]:
    """Tables about one person: the score's ledger, its change in a week, the lifecycle and the last counted `touches`.

    `person` is a person_id or the beginning of one. All numbers are rows of the marts or their sums: nothing is
    computed anew. Raises NotFound where nobody, or more than one person, is meant.
    """
    person_id = find_person(marts, person)
    yield from _person(marts, person_id)
    yield from _score(marts, person_id)
    yield from _change(marts, person_id)
    yield from _lifecycle(marts, person_id)
    yield from _touches(marts, person_id, touches)


def find_person(marts: Path, person: str) -> str:
    """The one person whose id begins so."""
    found = ask(
        marts, "select person_id from core.people where starts_with(person_id, $1) order by 1 limit 2", [person]
    ).rows
    if not found:
        raise NotFound(
            f"No person's id begins with '{person}'. Ids look like those of: "
            'leadhouse query "select person_id from core.people limit 5"'
        )
    if len(found) > 1 and found[0] != (person,):
        raise NotFound(f"More than one person's id begins with '{person}'. Add letters until one is left.")
    return found[0][0]


def print_explanation(parts: Iterable[RenderableType]) -> None:
    """Print as wide as the terminal, or wide enough where there is none."""
    Console(width=None if sys.stdout.isatty() else 120, markup=False, highlight=False).print(Group(*parts))


def _person(marts: Path, person_id: str) -> Iterable[RenderableType]:
    [(invalid_reason, stage)] = ask(
        marts, "select invalid_reason, lifecycle_stage from core.people where person_id = $1", [person_id]
    ).rows
    yield Text(f"Person {person_id}, stage {stage}")
    if invalid_reason:
        yield Text(f"No score: the record is not valid ({invalid_reason}).")


def _score(marts: Path, person_id: str) -> Iterable[RenderableType]:
    scores = ask(
        marts,
        """
        select lead_score, temperature, score_cell, qualification, top_reasons
        from lead_score.lead_scores where person_id = $1
        """,
        [person_id],
    ).rows
    ledger = ask(
        marts,
        """
        select label, event_on, event_count, points, decayed_points, counted_points
        from lead_score.lead_score_ledger where person_id = $1
        order by abs(counted_points) desc, event_on desc, rule_id
        """,
        [person_id],
    ).rows
    for score, temperature, cell, qualification, reasons in scores:
        yield Text(f"Score {_points(score)}: {temperature}, {cell}, {qualification}")
        if reasons:
            yield Text(f"Mostly for: {reasons}")
        yield _table(
            "Why the score is what it is",
            Answer(
                ["rule", "day", "events", "points", "after decay", "counted"],
                [
                    *((rule, day, events, *map(_points, amounts)) for rule, day, events, *amounts in ledger),
                    ("score", None, None, None, None, _points(sum((row[-1] for row in ledger), Decimal(0)))),
                ],
            ),
        )


def _change(marts: Path, person_id: str) -> Iterable[RenderableType]:
    """What each rule gave then and gives now, and what limits took: together the change of the score."""
    scores = ask(
        marts,
        "select lead_score - score_change_7d, lead_score from lead_score.lead_scores where person_id = $1",
        [person_id],
    ).rows
    for score in scores:
        changes = ask(
            marts,
            """
            with parts as (
                select 1 as part, label as why, decayed_points_then as points_then, decayed_points as points_now
                from lead_score.lead_score_ledger where person_id = $1 and rule_kind <> 'clip'
                union all
                select 2, case when rule_kind = 'clip' then label else 'The group ' || rule_group || ' has a limit' end,
                    counted_points_then - decayed_points_then, counted_points - decayed_points
                from lead_score.lead_score_ledger where person_id = $1
            )
            select why, sum(points_then), sum(points_now) from parts
            group by part, why having sum(points_now) <> sum(points_then)
            order by part, abs(sum(points_now - points_then)) desc, why
            """,
            [person_id],
        ).rows
        yield _table(
            f"What changed in {COMPARED_DAYS} days",
            Answer(
                ["why", "then", "now", "change"],
                [
                    (why, _points(then), _points(now), _points(now - then, sign=True))
                    for why, then, now in [*changes, ("score", *score)]
                ],
            ),
        )


def _lifecycle(marts: Path, person_id: str) -> Iterable[RenderableType]:
    yield _table(
        "Stages",
        ask(
            marts,
            """
            select journey_number as journey, stage, entered_at as entered, exited_at as left,
                round(days_in_stage, 1) as days, direction,
                case when is_inferred then 'skipped: ' else '' end || replace(evidence, '_', ' ') as evidence
            from lifecycle.lifecycle_intervals where person_id = $1 order by interval_number
            """,
            [person_id],
        ),
    )


def _touches(marts: Path, person_id: str, touches: int) -> Iterable[RenderableType]:
    answer = ask(
        marts,
        """
        select touch_number as number, occurred_at as at, touchpoint_type as touch, channel, product_line as product,
            count(*) over () as touch_count
        from core.touchpoints where person_id = $1 and is_counted
        order by touch_number desc limit $2
        """,
        [person_id, touches],
    )
    if not answer.rows:
        yield Text("No touch of this person counts.")
        return
    count = answer.rows[0][-1]
    which = f"the last {touches} of {count:,}" if count > touches else f"all {count:,}"
    yield _table(f"Counted touches, {which}", Answer(answer.columns[:-1], [row[:-1] for row in answer.rows]))


def _table(title: str, answer: Answer) -> Table:
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for column in answer.columns:
        is_number = column in NUMBERS
        table.add_column(column, justify="right" if is_number else "left", no_wrap=is_number)
    for row in answer.rows:
        table.add_row(*("" if value is None else str(value) for value in row))
    return table


def _points(points: Decimal, sign: bool = False) -> str:
    return f"{points:+.2f}" if sign else f"{points:.2f}"
