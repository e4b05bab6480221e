"""One column of a proposed map as a line of YAML, with what a person has to decide about it."""

import json
import re

from orchestration.contracts import Column
from orchestration.sources.names import Guess
from orchestration.sources.written import (
    COUNTS,
    MONEY,
    SHARES,
    are_emails,
    number_ways,
    shapes,
    time_formats,
    without_nothing,
)


def column_line(column: Column, guess: Guess, values: list[str], is_key: bool = False) -> str:
    """The line for a column that `guess` fills, by the values seen in it."""
    options: dict[str, str] = {}
    reasons = [guess.reason] if guess.reason else []
    if column.data_type != "string":
        values, nothing = without_nothing(values)
        options |= {"values": _no_values(nothing)} if nothing else {}
    if values and column.is_time:
        formats, reason = _formats(values)
        options |= {"formats": formats} if formats else {}
        reasons += [reason] if reason else []
    if values and column.is_number:
        written, reason = _numbers(column, values)
        options |= written
        reasons += [reason] if reason else []
    if is_key and are_emails(values):
        options["hashed"] = "true"
        reasons.append("an address is no id; this makes one of it")
    source = quoted(guess.source)
    inner = "".join(f", {name}: {value}" for name, value in options.items())
    mapped = f"{{column: {source}{inner}}}" if options else source
    return f"{column.name}: {mapped}" + (f"    # decide: {'; '.join(reasons)}" if reasons else "")


def quoted(text: str) -> str:
    """Text as YAML: bare where that cannot be misread."""
    return text if re.fullmatch(r"[A-Za-z][\w ./-]*", text) else json.dumps(text, ensure_ascii=False)


def _numbers(column: Column, values: list[str]) -> tuple[dict[str, str], str]:
    """The options for the way in which numbers are written, and what is left to decide about it."""
    ways = MONEY if column.is_decimal else SHARES if column.data_type == "double" else COUNTS
    fitting = number_ways(values, ways)
    if not fitting:
        return {}, f"how are its numbers written? Not all are read alike: {_examples(values)}"
    options = [{name: sign if sign == "true" else json.dumps(sign) for name, sign in way.items()} for way in fitting]
    if len(options) == 1:
        return options[0], ""
    others = " or ".join(", ".join(f"{name}: {sign}" for name, sign in way.items()) for way in options[1:])
    return options[0], f"what number is {_examples(values, 1)}? It may also be written as {others} says"


def _formats(values: list[str]) -> tuple[str, str]:
    """The formats as YAML, empty for ISO 8601, and what is left to decide about them."""
    ways = time_formats(values)
    if len(ways) == 1:
        return ("" if ways == [[]] else _listed(ways[0])), ""
    if ways:
        return "[DECIDE]", f"{' or '.join(', '.join(way) for way in ways)}? all values fit"
    return "[DECIDE]", f"how are {_examples(values)} written? List a format for each"


def _listed(formats: list[str]) -> str:
    if len(formats) == 1 and "%" not in formats[0]:
        return formats[0]
    return f"[{', '.join(quoted(one) for one in formats)}]"


def _no_values(words: list[str]) -> str:
    return f"{{{', '.join(f'{json.dumps(word, ensure_ascii=False)}: null' for word in words)}}}"


def _examples(values: list[str], most: int = 3) -> str:
    return " and ".join(json.dumps(value, ensure_ascii=False) for value in shapes(values, most))
