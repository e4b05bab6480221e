"""Which of a file's columns may be which of the contract's: by their names, else by what stands in them."""

import re
import unicodedata
from dataclasses import dataclass

from orchestration.contracts import Column, Contract
from orchestration.sources.sample import Sample
from orchestration.sources.written import are_emails, may_hold, time_formats, without_nothing


@dataclass(frozen=True)
class Guess:
    """A column of the file, and why it was taken if its name did not say so."""

    source: str
    reason: str = ""


def guesses(sample: Sample, contract: Contract, synonyms: dict[str, list[str]]) -> dict[str, Guess]:
    """The file's column for each of the contract's that one was found for; none of the file's serves twice."""
    found: dict[str, Guess] = {}
    names = _names(sample)
    for name, column in contract.columns.items():
        named = [names[candidate] for candidate in [plain(name), *synonyms.get(name, [])] if candidate in names]
        free = [source for source in named if source not in _taken(found) and _fits(column, sample.values[source])]
        # Of several the first in which something stands.
        if free:
            found[name] = Guess(next((source for source in free if sample.values[source]), free[0]))
    left = {source: values for source, values in sample.values.items() if source not in _taken(found)}
    addresses = [source for source, values in left.items() if are_emails(values)]
    if addresses and "email" in contract.columns and "email" not in found:
        found["email"] = Guess(addresses[0], "its values look like e-mail addresses")
    if (moment := contract.event_time) and contract.columns[moment].required and moment not in found:
        times = [source for source, values in left.items() if _are_times(values)]
        if len(times) == 1:
            found[moment] = Guess(times[0], "no other column holds dates")
    return found


def plain(name: str) -> str:
    """A name without spaces, signs, case and accents, so that "E-Mail" and "email" are one."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return re.sub(r"[^\w]|_", "", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def _names(sample: Sample) -> dict[str, str]:
    """The file's columns by their plain names; those of nested objects and joined tables also by the ends of theirs."""
    names = {plain(source): source for source in reversed(sample.values)}
    for source in sample.values:
        steps = re.split(r"/|\.| - ", source)
        for first in range(1, len(steps)):
            names.setdefault(plain("".join(steps[first:])), source)
    return names


def _taken(found: dict[str, Guess]) -> set[str]:
    return {guess.source for guess in found.values()}


def _fits(column: Column, values: list[str]) -> bool:
    return may_hold(values, column.is_time, column.is_number, column.data_type == "boolean")


def _are_times(values: list[str]) -> bool:
    values, _ = without_nothing(values)
    # Any whole number may be a count of days: only what is written as a date is taken for one.
    return bool(values) and not all(value.isdecimal() for value in values) and bool(time_formats(values))
