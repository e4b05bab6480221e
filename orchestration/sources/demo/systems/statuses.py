"""The statuses that leads were put to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sources.demo.systems.columns import by_time
from orchestration.sources.demo.world.filing import HOME
from orchestration.sources.demo.world.people import NEVER
from orchestration.sources.demo.world.sales import STATUSES
from orchestration.sources.demo.world.world import World


@dataclass(frozen=True)
class Statuses:
    """One entry per status of a record, in the order of time.

    `record` is a position in Filings, `status` and `previous` are positions in STATUSES (-1: there was none before).
    """

    record: np.ndarray
    status: np.ndarray
    previous: np.ndarray
    changed_at: np.ndarray

    def only(self, is_wanted: np.ndarray) -> Statuses:
        return Statuses(**{name: values[is_wanted] for name, values in vars(self).items()})

    def last(self, values: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """What `values`, one per entry, end with for each of the records; -1 where there are none."""
        ends = np.full(rows.max(initial=0) + 1, -1)
        # Of several assignments to one place, the last stands.
        ends[self.record] = values
        return ends[rows]


def statuses_of(world: World, rows: np.ndarray) -> Statuses:
    """The statuses of some records: all of a person's for the record under which they are sold to, else the first."""
    filings, journey = world.filings, world.journey
    person = filings.person[rows]
    converted_at = world.converted_at[person]
    converts = converted_at < NEVER
    moves = (
        # Who is worked on after having qualified stays qualified.
        ("Working", np.where(journey.answered_at < journey.mql_at, journey.answered_at, NEVER)[person]),
        ("MQL", journey.mql_at[person]),
        ("SQL", journey.sql_at[person]),
        ("Qualified", np.where(converts, NEVER, journey.deal_at[person])),
        ("Converted", converted_at),
    )
    is_home = filings.place[rows] == HOME
    ended_at = np.where(converts, NEVER, journey.ended_at[person])
    at = np.concatenate(
        [
            filings.created_at[rows],
            *(np.where(is_home, moved_at, NEVER) for _, moved_at in moves),
            np.where(is_home, ended_at, NEVER),
        ]
    )
    known = [np.full(len(rows), STATUSES.index(name)) for name in ("Open", *(name for name, _ in moves))]
    status = np.concatenate([*known, journey.ended_as[person]])
    record = np.tile(rows, len(moves) + 2)
    order = by_time(at, record, np.arange(len(at)))
    record, status, changed_at = record[order], status[order], at[order]

    grouped = np.argsort(record, kind="stable")
    previous = np.full(len(record), -1)
    follows = np.append(False, record[grouped][1:] == record[grouped][:-1])
    previous[grouped[follows]] = status[grouped[np.flatnonzero(follows) - 1]]
    return Statuses(record, status, previous, changed_at)
