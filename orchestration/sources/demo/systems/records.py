"""What stands in the fields of records: names, addresses, titles, companies, each with its slips."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.systems.columns import joined, labels, only_where, taken, words
from orchestration.sources.demo.systems.identifiers import record_ids
from orchestration.sources.demo.world.cultures import CULTURES, latin, shown_and_latin
from orchestration.sources.demo.world.filing import CAPITALS, PASTED, SLIPPED, TAGGED
from orchestration.sources.demo.world.people import Companies, People
from orchestration.sources.demo.world.vocabulary import (
    ANALYTICS_SOURCES,
    CHANNELS,
    COMPANY_FIRST,
    COMPANY_SECOND,
    FAKES,
    FREE_MAIL,
    INDUSTRIES,
    SHARED_MAILBOXES,
)
from orchestration.sources.demo.world.world import World

COUNTRIES = [culture.country for culture in CULTURES]
CURRENCIES = [culture.currency for culture in CULTURES]
TITLES = [title for culture in CULTURES for level in culture.titles for title in level]
LEAD_SOURCES = [channel.lead_source for channel in CHANNELS]
ZERO_WIDTH_BLANK = "\u200b"
SHORTEST_TO_SLIP_IN = 4


class Records:
    """Columns of `people`, `companies` and `filings`, one entry per entry there; `…_of` gives those of some people."""

    def __init__(self, world: World) -> None:
        people, companies = world.people, world.companies
        self.world = world
        self.given, given_latin = _names(people, "given", people.given, [first for _, first, _ in FAKES])
        self.family, family_latin = _names(people, "family", people.family, [last for _, _, last in FAKES])
        self.domain = joined(
            words([latin(word) for word in COMPANY_FIRST], companies.first_word),
            "-",
            words([latin(word) for word in COMPANY_SECOND], companies.second_word),
            pa.array(companies.number),
            ".example",
        )
        self.company_name = _company_names(companies)
        self.industry = words(INDUSTRIES, companies.industry)
        domain = taken(self.domain, people.company)
        own = joined(given_latin, ".", family_latin, pa.array(people.number), "@")
        email = joined(own, pc.if_else(pa.array(people.uses_free_mail), FREE_MAIL, domain))
        mailbox = words(SHARED_MAILBOXES, people.number % len(SHARED_MAILBOXES))
        email = pc.if_else(pa.array(people.shares_mailbox), joined(mailbox, "@", domain), email)
        self.email = pc.if_else(pa.array(people.is_fake), _fake_mail(people), email)
        # Not every lead was tied to its account; the others belong there by their domain.
        self.company = np.where(people.is_fake | (people.number % 5 >= 3), -1, people.company)
        self.stated_company = np.where(people.is_fake, -1, people.company)
        self.phone = only_where(
            people.number % 3 == 0, joined("+999 555 ", pc.utf8_lpad(labels("", people.number), 7, "0"))
        )
        self.country = words(COUNTRIES, people.culture)
        self.currency = words(CURRENCIES, people.culture)
        self.lead_source = words(LEAD_SOURCES, people.channel)
        sources = [ANALYTICS_SOURCES.get(channel.name, "OTHER_CAMPAIGNS") for channel in CHANNELS]
        self.analytics_source = words(sources, people.channel)
        self.owner = world.journey.owner
        self.title = words(TITLES, people.culture * 10 + people.seniority * 2 + people.title)
        self.employees = pa.array(np.where(people.number % 10 > 0, companies.employees[people.company], -1))
        self.employees = only_where((people.number % 10 > 0) & ~people.is_fake, self.employees)

        filings = world.filings
        self.id = record_ids(filings, people)
        self.filed_email = _typed_email(taken(self.email, filings.person), filings.email_form)
        self.filed_family = _slipped(taken(self.family, filings.person), filings.name_slips)
        self.filed_title = only_where(
            filings.has_title, _slipped(taken(self.title, filings.person), filings.title_slips)
        )
        self.home_id = taken(self.id, world.home)
        self.marketing_id = taken(self.id, world.marketing)
        self.visitor = labels("V-", people.number[people.computer])

    def of_people(self, column: pa.Array, records: np.ndarray) -> pa.Array:
        """What a column of people says of those behind some records."""
        return taken(column, self.world.filings.person[records])

    def of_companies(self, column: pa.Array, records: np.ndarray) -> pa.Array:
        """What a column of companies says of those that people behind some records name."""
        return taken(column, self.stated_company[self.world.filings.person[records]])


def _names(people: People, kind: str, codes: np.ndarray, fakes: list[str]) -> tuple[pa.Array, pa.Array]:
    """Names as people write them, and as they stand in an address."""
    shown, plain, begins = [], [], []
    for culture in CULTURES:
        begins.append(len(shown))
        names = shown_and_latin(getattr(culture, kind))
        shown += names[0]
        plain += names[1]
    at = np.array(begins)[people.culture] + codes
    return pc.if_else(pa.array(people.is_fake), words(fakes, people.fake), words(shown, at)), words(plain, at)


def _fake_mail(people: People) -> pa.Array:
    halves = [address.partition("{}") for address, _, _ in FAKES]
    is_numbered = pa.array(["{}" in address for address, _, _ in FAKES]).take(pa.array(people.fake))
    number = pc.if_else(is_numbered, labels("", people.number), "")
    return joined(
        words([half[0] for half in halves], people.fake), number, words([half[2] for half in halves], people.fake)
    )


def _typed_email(email: pa.Array, form: np.ndarray) -> pa.Array:
    choices = {
        CAPITALS: pc.utf8_upper(email),
        TAGGED: pc.replace_substring(email, "@", "+procura@"),
        PASTED: joined(ZERO_WIDTH_BLANK, email),
        SLIPPED: pc.replace_substring(email, ".example", ".exmaple"),
    }
    for number, typed in choices.items():
        email = pc.if_else(pa.array(form == number), typed, email)
    return email


def _slipped(text: pa.Array, slips: np.ndarray) -> pa.Array:
    """The third letter is missing where somebody's finger slipped, if the word is long enough to be known still."""
    slips = pc.and_(pa.array(slips), pc.greater(pc.utf8_length(text), SHORTEST_TO_SLIP_IN))
    return pc.if_else(slips, joined(pc.utf8_slice_codeunits(text, 0, 2), pc.utf8_slice_codeunits(text, 3)), text)


def _company_names(companies: Companies) -> pa.Array:
    form = words([culture.legal_form for culture in CULTURES], companies.culture)
    return joined(
        words(COMPANY_FIRST, companies.first_word), " ", words(COMPANY_SECOND, companies.second_word), " ", form
    )
