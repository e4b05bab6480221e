"""Under which records people stand: one where they are sold to, doubles of it, one for marketing, one elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sources.demo.world.dice import Dice
from orchestration.sources.demo.world.people import DAY, NEVER, Companies, People, Period
from orchestration.sources.demo.world.vocabulary import SYSTEMS

# A person's records, by their place: sold to, marketed to, entered twice, entered thrice, in another department's CRM.
HOME, MARKETING, DOUBLE, TRIPLE, ELSEWHERE = range(5)
PLACES = 8
CRMS = ("salesforce", "hubspot", "zoho", "crm")
# Shares of people with a second record, of these with a third, and with a record in another CRM.
HAS_DOUBLE, HAS_TRIPLE, IS_ELSEWHERE = 0.05, 0.15, 0.12
IS_MERGED, NAMES_CRM, ELSEWHERE_NAMES_CRM = 0.6, 0.92, 0.5
TO_DOUBLE, TO_ELSEWHERE = (0, 5 * DAY, 20 * DAY), (0, 10 * DAY, 60 * DAY)
TO_MERGE = (3_600, 3 * DAY, 10 * DAY, 40 * DAY)
# How an address was typed: as it is, in capitals, with a tag, pasted with an invisible blank, with a slip.
AS_IS, CAPITALS, TAGGED, PASTED, SLIPPED = range(5)
EMAIL_FORMS = {
    HOME: (989, 0, 4, 2, 5),
    MARKETING: (955, 20, 15, 5, 5),
    DOUBLE: (300, 360, 200, 40, 100),
    TRIPLE: (400, 300, 200, 0, 100),
    ELSEWHERE: (660, 180, 110, 20, 30),
}
# A name with a slip; a title with one, or none at all.
NAME_SLIPS, TITLE_SLIPS, NO_TITLE = 0.015, 0.015, 0.04


@dataclass(frozen=True)
class Filings:
    """One entry per record. `person` is a position in People, `system` one in SYSTEMS, `merged_into` one in Filings."""

    person: np.ndarray
    system: np.ndarray
    place: np.ndarray
    created_at: np.ndarray
    email_form: np.ndarray
    name_slips: np.ndarray
    title_slips: np.ndarray
    has_title: np.ndarray
    names_crm: np.ndarray
    merged_at: np.ndarray
    merged_into: np.ndarray

    def __len__(self) -> int:
        return len(self.person)

    def of(self, system: str) -> np.ndarray:
        """The positions of the records of a system."""
        return np.flatnonzero(self.system == SYSTEMS.index(system))

    def at(self, place: int, people: int) -> np.ndarray:
        """For each person the position of the record at that place; -1 where there is none."""
        positions = np.full(people, -1)
        here = np.flatnonzero(self.place == place)
        positions[self.person[here]] = here
        return positions


def make_filings(dice: Dice, people: People, companies: Companies, known_at: np.ndarray, period: Period) -> Filings:
    known = np.flatnonzero(known_at < NEVER)
    home = companies.home[people.company[known]]
    is_sold_in_salesforce = home == SYSTEMS.index("salesforce")
    marketed = known[is_sold_in_salesforce]
    double = np.flatnonzero(dice.chance(HAS_DOUBLE, len(known)))
    # Marketo gets doubles of its own.
    mailer = companies.mailer[people.company[known]]
    in_marketo = is_sold_in_salesforce & (mailer == SYSTEMS.index("marketo")) & (known % 2 == 0)
    doubled = np.where(in_marketo, np.cumsum(is_sold_in_salesforce) - 1 + len(known), np.arange(len(known)))[double]
    double_system = np.where(in_marketo, mailer, home)[double]
    double_at = known_at[known[double]] + dice.spread(TO_DOUBLE, len(double))
    triple = np.flatnonzero(dice.chance(HAS_TRIPLE, len(double)))
    triple_at = double_at[triple] + dice.spread(TO_DOUBLE, len(triple))
    elsewhere = np.flatnonzero(dice.chance(IS_ELSEWHERE, len(known)) & ~people.is_fake[known])
    elsewhere_at = known_at[known[elsewhere]] + dice.spread(TO_ELSEWHERE, len(elsewhere))
    other = (home[elsewhere] + 1 + dice.below(len(CRMS) - 1, len(elsewhere))) % len(CRMS)

    groups = (
        (HOME, known, home, known_at[known]),
        (MARKETING, marketed, mailer[is_sold_in_salesforce], known_at[marketed]),
        (DOUBLE, known[double], double_system, double_at),
        (TRIPLE, known[double[triple]], double_system[triple], triple_at),
        (ELSEWHERE, known[elsewhere], other, elsewhere_at),
    )
    sizes = [len(person) for _, person, _, _ in groups]
    place = np.repeat([group[0] for group in groups], sizes)
    person = np.concatenate([group[1] for group in groups])
    system = np.concatenate([group[2] for group in groups])
    created_at = np.concatenate([group[3] for group in groups])
    size = len(person)

    first_double, first_triple = sum(sizes[:DOUBLE]), sum(sizes[:TRIPLE])
    merged_into = np.full(size, -1)
    merged_into[first_double:first_triple] = doubled
    merged_into[first_triple : first_triple + len(triple)] = first_double + triple
    email_form = dice.pick_by([EMAIL_FORMS[number] for number in range(len(groups))], place)
    # A record with a slip in its address is found and merged sooner or later.
    is_merged = (merged_into >= 0) & (dice.chance(IS_MERGED, size) | (email_form == SLIPPED))
    merged_at = np.where(is_merged, created_at + dice.spread(TO_MERGE, size), NEVER)
    # In a chain the third goes into the second before the second goes into the first.
    chained = first_double + triple
    third_at = merged_at[first_triple : first_triple + len(triple)]
    both = (third_at < NEVER) & (merged_at[chained] < NEVER)
    merged_at[chained] = np.where(both, np.maximum(merged_at[chained], third_at + DAY), merged_at[chained])

    in_salesforce = np.isin(person, known[is_sold_in_salesforce])
    is_linked = dice.chance(np.where(place == MARKETING, NAMES_CRM, ELSEWHERE_NAMES_CRM), size)
    filings = Filings(
        person=person,
        system=system,
        place=place,
        created_at=created_at,
        email_form=np.where(people.is_fake[person], AS_IS, email_form),
        name_slips=dice.chance(NAME_SLIPS, size),
        title_slips=dice.chance(TITLE_SLIPS, size),
        has_title=~dice.chance(NO_TITLE, size) & ~people.is_fake[person],
        names_crm=in_salesforce & is_linked & np.isin(place, (MARKETING, ELSEWHERE)),
        merged_at=np.where(merged_at <= period.end, merged_at, NEVER),
        merged_into=np.where(merged_at <= period.end, merged_into, -1),
    )
    return _only(filings, created_at <= period.end)


def _only(filings: Filings, keep: np.ndarray) -> Filings:
    position = np.cumsum(keep) - 1
    kept = {name: values[keep] for name, values in vars(filings).items()}
    kept["merged_into"] = np.where(kept["merged_into"] >= 0, position[kept["merged_into"]], -1)
    return Filings(**kept)
