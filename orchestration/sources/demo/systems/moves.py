"""Deals and what sales did, in the order of time: what every CRM writes down in its own words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sources.demo.systems.columns import by_time
from orchestration.sources.demo.world.contacts import OFFLINE_TYPES
from orchestration.sources.demo.world.people import NEVER
from orchestration.sources.demo.world.sales import DEALS_PER_PERSON, STATUSES
from orchestration.sources.demo.world.world import World

DISCOVERY, PROPOSAL, NEGOTIATION, LOST, WON = range(5)
DEAL_STAGES = ("Discovery", "Proposal", "Negotiation", "Closed Lost", "Closed Won")
DEAL_PROBABILITIES = np.array((10, 30, 60, 0, 100))
# The stage after each column of Deals.moved_at; whether the fourth is lost or won, the deal says.
STAGE_AFTER = np.array((DISCOVERY, PROPOSAL, NEGOTIATION, LOST, NEGOTIATION, WON))
CLOSES_AT_FIRST, REOPENS = 3, 4
CALL_OUTCOMES = ("no answer", "connected", "qualified", "meeting held", "not interested", "called us")
MEETING, CALLED_US = 3, 5


@dataclass(frozen=True)
class Moves:
    """One entry per move of a deal; `deal` is a position in Deals, `stage` one in DEAL_STAGES."""

    deal: np.ndarray
    stage: np.ndarray
    moved_at: np.ndarray

    def only(self, is_wanted: np.ndarray) -> Moves:
        return Moves(self.deal[is_wanted], self.stage[is_wanted], self.moved_at[is_wanted])


def deal_numbers(world: World) -> np.ndarray:
    """The number of each deal, in every system."""
    return world.people.number[world.deals.person] * DEALS_PER_PERSON + world.deals.is_upsell


def moves_of(world: World, system: str) -> Moves:
    """The moves of the deals that are kept in a system."""
    deals = world.deals
    columns = deals.moved_at.shape[1]
    deal = np.repeat(np.arange(len(deals.person)), columns)
    column = np.tile(np.arange(columns), len(deals.person))
    at = np.where(world.home_in(system, deals.person)[deal], deals.moved_at.ravel(), NEVER)
    order = by_time(at, deal)
    deal, column = deal[order], column[order]
    won_at_once = (column == CLOSES_AT_FIRST) & deals.is_won[deal] & (deals.moved_at[deal, REOPENS] == NEVER)
    return Moves(deal, np.where(won_at_once, WON, STAGE_AFTER[column]), at[order])


def last_moves(moves: Moves) -> Moves:
    """Of each deal the last move, in the order of deals."""
    order = np.lexsort((moves.moved_at, moves.deal))
    is_last = np.append(np.diff(moves.deal[order]) > 0, len(order) > 0)[: len(order)]
    return moves.only(order[is_last])


@dataclass(frozen=True)
class Work:
    """One entry per call or meeting; `outcome` is a position in CALL_OUTCOMES, `number` is its own in every system."""

    person: np.ndarray
    outcome: np.ndarray
    at: np.ndarray
    number: np.ndarray

    def only(self, is_wanted: np.ndarray) -> Work:
        return Work(**{name: values[is_wanted] for name, values in vars(self).items()})


def work_of(world: World, system: str) -> Work:
    """What sales did about the people of a system, and the calls that came in."""
    journey, met = world.journey, world.met
    everybody = np.arange(len(world.people))
    connects = world.people.number % 5 < 2
    gave_up = (journey.ended_at < NEVER) & (journey.ended_as == STATUSES.index("Disqualified"))
    called = np.flatnonzero(met.kind == OFFLINE_TYPES.index("phone_inbound"))
    groups = (
        (everybody, np.where(connects, NEVER, journey.answered_at)),
        (everybody, np.where(connects, journey.answered_at, NEVER)),
        (everybody, journey.sql_at),
        (everybody, np.where(journey.deal_at < NEVER, journey.deal_at - 3_600, NEVER)),
        (everybody, np.where(gave_up, journey.ended_at, NEVER)),
        (met.person[called], met.occurred_at[called]),
    )
    person = np.concatenate([who for who, _ in groups])
    outcome = np.repeat(np.arange(len(groups)), [len(who) for who, _ in groups])
    at = np.concatenate([when for _, when in groups])
    order = by_time(np.where(world.home_in(system, person), at, NEVER), outcome, person)
    number = world.people.number[person] * len(groups) + outcome
    return Work(person[order], outcome[order], at[order], number[order])
