"""How the values of a column seem to be written: guesses for a proposal that a person reads, never for loading."""

import re
from collections.abc import Iterator
from datetime import datetime

from orchestration.engine import connect
from orchestration.file_map import EPOCH_FORMATS, SERIAL_FORMAT
from orchestration.sources.column_map import FALSE_WORDS, ISO_TIME, TRUE_WORDS
from orchestration.sources.number_text import plain_number

# What programs write where they have nothing to say.
NOTHING = {"-", "--", "—", "n/a", "na", "#n/a", "#value!", "null", "none", "nan", "k.a.", "(not set)", "(none)", "无"}
CURRENCIES = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP", "₹": "INR", "R$": "BRL", "zł": "PLN"}
EMAIL = r"[^\s@]+@[^\s@]+\.\w+"
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ", %H:%M", ", %I:%M %p")
DAYS = (
    *("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y-%m-%d", "%Y%m%d"),
    *("%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%d %B %Y", "%B %d, %Y"),
)
# From 1990 to 2100, so that one unit is never taken for another; small numbers are none.
EPOCHS = {unit: (631_152_000 * 1000**power, 4_102_444_800 * 1000**power) for power, unit in enumerate(EPOCH_FORMATS)}
SERIALS = (32_874, 73_050)
# Ways of writing numbers as options of a column map, the plainest first: of amounts, of counts, of shares.
Way = dict[str, str]
MONEY: tuple[Way, ...] = ({}, {"money": "true"}, {"money": "true", "decimal": ","})
COUNTS: tuple[Way, ...] = ({}, {"thousands": ","}, {"decimal": ","})
SHARES: tuple[Way, ...] = ({}, {"decimal": ","}, {"percent": "true"}, {"percent": "true", "decimal": ","})


def without_nothing(values: list[str]) -> tuple[list[str], list[str]]:
    """The values, and apart from them the different words of those that say that there is none."""
    words = sorted({value for value in values if value.lower() in NOTHING})
    return [value for value in values if value not in words], words


def may_hold(values: list[str], is_time: bool, is_number: bool, is_truth: bool) -> bool:
    """Whether a column's values may be of a type at all: half of them look like it. An empty column may be anything."""
    values, _ = without_nothing(values)
    if not values or not (is_time or is_number or is_truth):
        return True
    if is_truth:
        return all(value.lower() in (*TRUE_WORDS, *FALSE_WORDS) for value in values)
    fitting = [value for value in values if re.search(r"\d", value) and "@" not in value]
    if is_time:
        fitting = [value for value in fitting if not is_money(value)]
    return len(fitting) >= len(values) / 2


def is_money(value: str) -> bool:
    """Whether a value bears a currency's sign."""
    return any(sign in value for sign in CURRENCIES)


def are_emails(values: list[str]) -> bool:
    """Whether nearly all values look like e-mail addresses."""
    return bool(values) and sum(bool(re.fullmatch(EMAIL, value)) for value in values) >= len(values) * 0.9


def time_formats(values: list[str]) -> list[list[str]]:
    """Every list of formats that reads all values, the first found first; [[]] if they are ISO 8601."""
    if all(re.fullmatch(ISO_TIME, value) for value in values):
        return [[]]
    numbers = [float(value) for value in values if re.fullmatch(r"\d+(\.\d+)?", value)]
    if len(numbers) == len(values):
        for unit, (earliest, latest) in {**EPOCHS, SERIAL_FORMAT: SERIALS}.items():
            if all(earliest <= number < latest for number in numbers):
                return [[unit]]
    different: list[tuple[dict[str, datetime], list[str]]] = []
    for moments, formats in _readings(list(dict.fromkeys(values))):
        # May is the short name of a month and the long one.
        if moments not in [known for known, _ in different]:
            different.append((moments, formats))
    return [formats for _, formats in different]


def _readings(values: list[str]) -> Iterator[tuple[dict[str, datetime], list[str]]]:
    """Per way of writing days that reads all values: what it makes of them, and the formats that are needed for that.

    Some exports leave midnight out, so that one way of writing days stands with several of writing the clock.
    """
    for day in DAYS:
        if not any(_parsed(values[0], day + clock) for clock in CLOCKS):
            continue
        moments: dict[str, datetime] = {}
        needed = []
        for clock in CLOCKS:
            unread = [value for value in values if value not in moments]
            read = {value: moment for value in unread if (moment := _parsed(value, day + clock))}
            if read:
                moments |= read
                needed.append(day + clock)
        if len(moments) == len(values):
            yield moments, needed


def have_clocks_without_zone(values: list[str]) -> bool:
    """Whether any of the values is a local time of a zone that it does not name."""
    return any(re.search(r"\d:\d\d", value) and not re.search(r"(Z|UTC|[+-]\d\d(:?\d\d)?)$", value) for value in values)


def shapes(values: list[str], most: int = 3) -> list[str]:
    """One value of each shape (digits and letters in the same places), so that a person sees how many there are."""
    seen: dict[str, str] = {}
    for value in values:
        seen.setdefault(re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", value)), value)
    return list(seen.values())[:most]


def number_ways(values: list[str], ways: tuple[Way, ...]) -> list[Way]:
    """The ways of writing that read all values, the plainest first, and of those that read the same numbers only one.

    `1.200` alone is a thousand here and little more than one there; in a column of counts it can only be a thousand.
    """
    different: list[tuple[list[float], Way]] = []
    for way in ways:
        numbers = _read(values, way, is_whole=ways is COUNTS)
        if numbers is not None and numbers not in [known for known, _ in different]:
            different.append((numbers, way))
    return [way for _, way in different]


def _read(values: list[str], way: Way, is_whole: bool) -> list[float] | None:
    """The numbers that a way of writing makes of the values; None if one is none, or a count is a fraction."""
    # Nothing said means no thousands sign; of numbers written for people it means the usual one.
    thousands = way.get("thousands", None if way else "")
    number = plain_number("text", "money" in way, "percent" in way, way.get("decimal", "."), thousands)
    with connect() as connection:
        query = f"select try_cast({number} as double) from (select unnest(?) as text)"
        rows = connection.execute(query, [values]).fetchall()
    numbers = [number for (number,) in rows]
    if None in numbers or (is_whole and any(number != int(number) for number in numbers)):
        return None
    return numbers


def currency_of(values: list[str]) -> str | None:
    """The currency whose sign or code all values that bear one share."""
    found = set()
    for value in values:
        sign = re.search(r"[A-Z]{0,2}[^\w\s.,()'+%-]|\bzł|\b[A-Z]{3}\b", value)
        if sign:
            found.add(CURRENCIES.get(sign[0], sign[0] if len(sign[0]) == 3 else None))
    return found.pop() if len(found) == 1 else None


def _parsed(value: str, date_format: str) -> datetime | None:
    try:
        return datetime.strptime(value, date_format)
    except ValueError:
        return None
