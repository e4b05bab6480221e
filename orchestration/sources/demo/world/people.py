"""Who lives in the invented world: companies, and people who come to know us one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from orchestration.sources.demo.world.cultures import CULTURES
from orchestration.sources.demo.world.dice import Dice
from orchestration.sources.demo.world.vocabulary import (
    CAMPAIGNS,
    CHANNELS,
    COMPANY_FIRST,
    COMPANY_SECOND,
    FAKES,
    IN_CHINA,
    INDUSTRIES,
    SYSTEMS,
)

DAY = 86_400
# Nobody's time: later than every period.
NEVER = np.int64(2**40)
PEOPLE_PER_COMPANY = 4
EMPLOYEES = (1, 4, 9, 18, 40, 90, 220, 700, 2_500, 30_000)
SENIORITY_WEIGHTS = (8, 10, 17, 38, 27)
# Keenness 0 to 3, by the channel's quality.
INTEREST_WEIGHTS = ((62, 26, 9, 3), (46, 31, 16, 7), (34, 33, 21, 12))
# How well somebody fits, by seniority and by company size (under 10, 50, 250, 1,000, more).
SENIORITY_FIT = np.array((20, 18, 15, 9, 1))
SIZE_BOUNDS = np.array((10, 50, 250, 1_000))
SIZE_FIT = np.array((1, 6, 14, 20, 16))
# Shares of people.
IDENTIFIES, IS_FAKE, USES_FREE_MAIL, SHARES_MAILBOX, SHARES_COMPUTER, HAS_PHONE = 0.8, 0.03, 0.12, 0.02, 0.01, 0.15
# In which of SYSTEMS the people of a company are sold to: one in China, a small one, a larger one.
HOMES = ((20, 0, 70, 10), (10, 60, 10, 20), (60, 15, 10, 15))
AMERICAS = ("United States", "Mexico", "Brazil")
# People arrive on weekdays, at office hours, more in spring and autumn (weights by Monday … Sunday, by hour, by month).
WEEK = (19, 20, 19, 18, 15, 4, 5)
HOURS = (1, 1, 1, 1, 1, 2, 4, 9, 18, 24, 25, 22, 16, 20, 23, 22, 19, 14, 9, 8, 9, 8, 4, 2)
MONTHS = (90, 100, 115, 105, 100, 85, 65, 55, 105, 120, 115, 70)


@dataclass(frozen=True)
class Period:
    """Whole days, the last of which ends where the period ends. Times are seconds since 1970, UTC."""

    last: date
    days: int

    @property
    def first(self) -> date:
        return self.last - timedelta(days=self.days - 1)

    @property
    def start(self) -> int:
        return (self.first - date(1970, 1, 1)).days * DAY

    @property
    def end(self) -> int:
        return self.start + self.days * DAY - 1

    def arrival_weights(self) -> np.ndarray:
        """Weight of each day: week and season, and half as many again at the end as at the start."""
        days = [self.first + timedelta(days=number) for number in range(self.days)]
        rhythm = np.array([WEEK[day.weekday()] * MONTHS[day.month - 1] for day in days])
        return rhythm * (2 * self.days + np.arange(self.days))


@dataclass(frozen=True)
class Companies:
    number: np.ndarray
    culture: np.ndarray
    first_word: np.ndarray
    second_word: np.ndarray
    industry: np.ndarray
    employees: np.ndarray
    home: np.ndarray
    mailer: np.ndarray


@dataclass(frozen=True)
class People:
    """One entry per person in every array; codes are positions in the lists of `vocabulary`."""

    number: np.ndarray
    company: np.ndarray
    culture: np.ndarray
    given: np.ndarray
    family: np.ndarray
    seniority: np.ndarray
    title: np.ndarray
    channel: np.ndarray
    campaign: np.ndarray
    interest: np.ndarray
    fit: np.ndarray
    arrives_at: np.ndarray
    identifies: np.ndarray
    is_fake: np.ndarray
    fake: np.ndarray
    uses_free_mail: np.ndarray
    shares_mailbox: np.ndarray
    # Whose computer somebody uses: mostly their own.
    computer: np.ndarray
    has_phone: np.ndarray

    def __len__(self) -> int:
        return len(self.number)

    @property
    def appeal(self) -> np.ndarray:
        """0 to 100: what decides how likely somebody is to buy. Keenness counts more than fit; a fake never buys."""
        quality = np.array([channel.quality for channel in CHANNELS])[self.channel]
        return np.where(self.is_fake, 0, 18 * self.interest + self.fit + 3 * quality)


def make_companies(dice: Dice, first_number: int, count: int) -> Companies:
    culture = dice.pick([culture.weight for culture in CULTURES], count)
    employees = dice.spread(EMPLOYEES, count)
    country = np.array([culture.country for culture in CULTURES])[culture]
    kind = np.where(country == "China", 0, np.where(employees < 50, 1, 2))
    in_americas = np.isin(country, AMERICAS)
    return Companies(
        number=first_number + np.arange(count),
        culture=culture,
        first_word=dice.below(len(COMPANY_FIRST), count),
        second_word=dice.below(len(COMPANY_SECOND), count),
        industry=dice.below(len(INDUSTRIES), count),
        employees=employees,
        home=dice.pick_by(HOMES, kind),
        mailer=np.where(in_americas, SYSTEMS.index("marketo"), SYSTEMS.index("pardot")),
    )


def make_people(dice: Dice, first_number: int, count: int, companies: Companies, period: Period) -> People:
    company = np.minimum(dice.below(len(companies.number), count), dice.below(len(companies.number), count))
    culture = companies.culture[company]
    name_counts = np.array([(len(culture.given.split()), len(culture.family.split())) for culture in CULTURES])
    seniority = dice.pick(SENIORITY_WEIGHTS, count)
    channel = dice.pick([channel.weight for channel in CHANNELS], count)
    in_china = np.array([culture.country == "China" for culture in CULTURES])[culture]
    names = [entry.name for entry in CHANNELS]
    chinese_channel = np.array([names.index(IN_CHINA.get(name, name)) for name in names])
    channel = np.where(in_china, chinese_channel[channel], channel)
    quality = np.array([channel.quality for channel in CHANNELS])[channel]
    interest = dice.pick_by(INTEREST_WEIGHTS, quality)
    is_fake = dice.chance(IS_FAKE, count)
    return People(
        number=first_number + np.arange(count),
        company=company,
        culture=culture,
        given=dice.below(name_counts[culture, 0], count),
        family=dice.below(name_counts[culture, 1], count),
        seniority=seniority,
        title=dice.below(2, count),
        channel=channel,
        campaign=pick_campaign(dice, channel),
        interest=np.where(is_fake, 0, interest),
        fit=SENIORITY_FIT[seniority]
        + SIZE_FIT[np.searchsorted(SIZE_BOUNDS, companies.employees[company], side="right")],
        arrives_at=period.start + dice.pick(period.arrival_weights(), count) * DAY + time_of_day(dice, culture),
        identifies=dice.chance(IDENTIFIES, count)
        | is_fake
        | np.array([channel.is_offline for channel in CHANNELS])[channel],
        is_fake=is_fake,
        fake=dice.below(len(FAKES), count),
        uses_free_mail=dice.chance(USES_FREE_MAIL, count),
        shares_mailbox=dice.chance(SHARES_MAILBOX, count),
        computer=_computers(dice, company),
        has_phone=dice.chance(HAS_PHONE, count),
    )


def _computers(dice: Dice, company: np.ndarray) -> np.ndarray:
    """A few people sit at the computer of a colleague."""
    order = np.argsort(company, kind="stable")
    has_colleague = np.append(company[order][:-1] == company[order][1:], False)
    colleague = np.where(has_colleague, np.roll(order, -1), order)
    computer = np.empty(len(company), dtype=np.int64)
    computer[order] = np.where(dice.chance(SHARES_COMPUTER, len(company)), colleague, order)
    return computer


def pick_campaign(dice: Dice, channel: np.ndarray) -> np.ndarray:
    """A campaign of the channel, as a position in CAMPAIGNS; -1 where the channel runs none."""
    options = np.array([[name == entry.name for _, name, _ in CAMPAIGNS] for entry in CHANNELS], dtype=np.int64)
    runs_any = options.any(axis=1)[channel]
    # A channel without campaigns draws from the first, so that every row has something to draw from.
    options[~options.any(axis=1), 0] = 1
    return np.where(runs_any, dice.pick_by(options, channel), -1)


def time_of_day(dice: Dice, culture: np.ndarray) -> np.ndarray:
    """Seconds after midnight UTC at an hour when people of that culture are at their desks."""
    offset = np.array([culture.utc_offset for culture in CULTURES])[culture]
    hour = (dice.pick(HOURS, len(culture)) - offset) % 24
    return hour * 3_600 + dice.below(3_600, len(culture))
