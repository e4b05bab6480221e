"""A group of people with all that happened to them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orchestration.sources.demo.world.contacts import Contacts, make_mails, make_meetings
from orchestration.sources.demo.world.dice import Dice
from orchestration.sources.demo.world.filing import HOME, MARKETING, Filings, make_filings
from orchestration.sources.demo.world.orders import Orders, make_orders
from orchestration.sources.demo.world.people import (
    NEVER,
    PEOPLE_PER_COMPANY,
    Companies,
    People,
    Period,
    make_companies,
    make_people,
)
from orchestration.sources.demo.world.sales import Deals, Journey, make_deals, make_journey
from orchestration.sources.demo.world.visits import Visits, make_visits
from orchestration.sources.demo.world.vocabulary import CHANNELS, SYSTEMS, WEB_TYPES

# No person has more rows than this in any table, so numbers of rows are known without counting other groups.
ROWS_PER_PERSON = 256


@dataclass(frozen=True)
class World:
    """One group; its rows are numbered from `first_row` in every table."""

    period: Period
    first: int
    companies: Companies
    people: People
    seen: Visits
    journey: Journey
    deals: Deals
    ordered: Orders
    mails: Contacts
    met: Contacts
    opted_out_at: np.ndarray
    filings: Filings

    @property
    def first_row(self) -> int:
        return self.first * ROWS_PER_PERSON

    @cached_property
    def home(self) -> np.ndarray:
        """For each person, the position of the record under which they are sold to; -1 while nobody knows them."""
        return self.filings.at(HOME, len(self.people))

    @cached_property
    def home_system(self) -> np.ndarray:
        """For each person, a position in SYSTEMS."""
        return self.companies.home[self.people.company]

    @cached_property
    def marketing(self) -> np.ndarray:
        return self.filings.at(MARKETING, len(self.people))

    @cached_property
    def mailer(self) -> np.ndarray:
        """For each person, the system whose mail they get, as a position in SYSTEMS."""
        in_salesforce = self.home_system == SYSTEMS.index("salesforce")
        return np.where(in_salesforce, self.companies.mailer[self.people.company], self.home_system)

    @cached_property
    def converted_at(self) -> np.ndarray:
        """When a lead of Salesforce or Zoho became a contact: with its deal, or when sales was sure of it."""
        with_deal = self.journey.deal_at < NEVER
        alone = (self.journey.sql_at < NEVER) & (self.people.number % 10 < 3)
        at = np.where(with_deal, self.journey.deal_at, np.where(alone, self.journey.sql_at + 3_600, NEVER))
        converts = np.isin(self.home_system, (SYSTEMS.index("salesforce"), SYSTEMS.index("zoho")))
        return np.where(converts & (at <= self.period.end), at, NEVER)

    @cached_property
    def syncs_opt_out(self) -> np.ndarray:
        """Whether the CRM hears of it when somebody opts out of mail; where not, the two contradict each other."""
        return self.people.number % 10 < 5

    @cached_property
    def opts_out_in_crm(self) -> np.ndarray:
        return self.syncs_opt_out & (self.opted_out_at < NEVER)

    @cached_property
    def submits_elsewhere(self) -> np.ndarray:
        """For each touch, whether it is a form of the mailer's own: the tracker only sees the page and the address."""
        keeps_forms = np.isin(self.mailer, [SYSTEMS.index(name) for name in ("hubspot", "marketo", "pardot")])
        is_form = self.seen.touchpoint_type == WEB_TYPES.index("form_submit")
        return is_form & self.seen.shows_address & keeps_forms[self.seen.person]

    @cached_property
    def colleague(self) -> np.ndarray:
        """For each person, another of the same company; -1 for who is alone."""
        order = np.argsort(self.people.company, kind="stable")
        has_next = np.append(np.diff(self.people.company[order]) == 0, False)
        colleague = np.empty(len(order), dtype=np.int64)
        colleague[order] = np.where(has_next, np.roll(order, -1), -1)
        return colleague

    @cached_property
    def attends(self) -> np.ndarray:
        """For each person, whether we met them at a trade show."""
        return self.people.channel == [channel.name for channel in CHANNELS].index("events")

    def met_offline(self, system: str) -> np.ndarray:
        """People met at trade shows or bought in lists who are sold to in that system."""
        offline = np.array([channel.is_offline for channel in CHANNELS])[self.people.channel]
        known = self.journey.known_at < NEVER
        return np.flatnonzero(offline & known & (self.home_system == SYSTEMS.index(system)))

    @cached_property
    def won_at(self) -> np.ndarray:
        """When each person's first deal was won."""
        won_at = np.full(len(self.people), NEVER)
        np.minimum.at(won_at, self.deals.person, np.where(self.deals.is_won, self.deals.closed_at, NEVER))
        return won_at

    def mailed_by(self, system: str, person: np.ndarray) -> np.ndarray:
        """Which of the entries of `person` get their mail from that system."""
        return self.mailer[person] == SYSTEMS.index(system)

    def home_in(self, system: str, person: np.ndarray) -> np.ndarray:
        """Which of the entries of `person` are sold to in that system."""
        return self.home_system[person] == SYSTEMS.index(system)


def make_world(seed: int, first: int, count: int, period: Period) -> World:
    dice = Dice(seed, first)
    companies = make_companies(dice, first // PEOPLE_PER_COMPANY, max(1, count // PEOPLE_PER_COMPANY))
    people = make_people(dice, first, count, companies, period)
    seen, known_at = make_visits(dice, people, period)
    journey = make_journey(dice, people, known_at, period)
    deals = make_deals(dice, people, companies, journey, period)
    mails, opted_out_at = make_mails(dice, people, journey, period)
    return World(
        period=period,
        first=first,
        companies=companies,
        people=people,
        seen=seen,
        journey=journey,
        deals=deals,
        ordered=make_orders(dice, people, journey, deals, period),
        mails=mails,
        met=make_meetings(dice, people, journey, deals, period),
        opted_out_at=opted_out_at,
        filings=make_filings(dice, people, companies, known_at, period),
    )
