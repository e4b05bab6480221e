"""The names under which people and companies stand in every file."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.columns import joined, labels, words
from orchestration.sources.demo.cultures import CULTURES, latin, shown_and_latin
from orchestration.sources.demo.people import Companies, People
from orchestration.sources.demo.vocabulary import COMPANY_FIRST, COMPANY_SECOND, FAKES, FREE_MAIL, SHARED_MAILBOXES


class Records:
    """The names under which people and companies stand in every file."""

    def __init__(self, people: People, companies: Companies) -> None:
        self.people = people
        self.companies = companies
        self.given, given_latin = _names(people, "given", people.given)
        self.family, family_latin = _names(people, "family", people.family)
        self.domain = joined(
            words([latin(word) for word in COMPANY_FIRST], companies.first_word),
            "-",
            words([latin(word) for word in COMPANY_SECOND], companies.second_word),
            pa.array(companies.number),
            ".example",
        )
        domain_of_person = self.domain.take(pa.array(people.company))
        own = joined(given_latin, ".", family_latin, pa.array(people.number), "@")
        email = joined(own, pc.if_else(pa.array(people.uses_free_mail), FREE_MAIL, domain_of_person))
        mailbox = words(SHARED_MAILBOXES, people.number % len(SHARED_MAILBOXES))
        email = pc.if_else(pa.array(people.shares_mailbox), joined(mailbox, "@", domain_of_person), email)
        self.email = pc.if_else(pa.array(people.is_fake), _fake_mail(people), email)
        self.lead_id = labels("L-", people.number)
        self.visitor_id = labels("V-", people.number)
        self.account_id = labels("A-", companies.number)
        self.account_of_person = self.account_id.take(pa.array(people.company))

    def of(self, column: pa.Array, person: np.ndarray) -> pa.Array:
        return column.take(pa.array(person))


def _names(people: People, kind: str, codes: np.ndarray) -> tuple[pa.Array, pa.Array]:
    shown, plain, begins = [], [], []
    for culture in CULTURES:
        begins.append(len(shown))
        names = shown_and_latin(getattr(culture, kind))
        shown += names[0]
        plain += names[1]
    at = np.array(begins)[people.culture] + codes
    return words(shown, at), words(plain, at)


def _fake_mail(people: People) -> pa.Array:
    halves = [address.partition("{}") for address, _, _ in FAKES]
    number = pc.if_else(
        pa.array(["{}" in address for address, _, _ in FAKES]).take(pa.array(people.fake)),
        labels("", people.number),
        "",
    )
    return joined(
        words([half[0] for half in halves], people.fake), number, words([half[2] for half in halves], people.fake)
    )


def company_names(companies: Companies) -> pa.Array:
    form = words([culture.legal_form for culture in CULTURES], companies.culture)
    return joined(
        words(COMPANY_FIRST, companies.first_word), " ", words(COMPANY_SECOND, companies.second_word), " ", form
    )
