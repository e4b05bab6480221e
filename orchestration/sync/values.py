"""Texts as a destination takes them, and what no destination can hold told before it is called."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from orchestration.sync.columns import Kind
from orchestration.sync.config import SyncField, SyncTarget
from orchestration.sync.rows import Outcome, Row, refused

NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
# Control characters are no text (a line end and a tab are); half of a character is none either.
NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
EMOJI = re.compile("[\U00010000-\U0010ffff]")
E_MAIL = re.compile(r"[^\s'\"<>(),;:]+@[^\s'\"<>(),;:]+")
LONGEST_REASON = 300


class CannotHold(ValueError):
    """A value that the destination has no way to hold; `code` says why."""

    def __init__(self, code: str, field: str) -> None:
        super().__init__(f"{field}: the value cannot be held there")
        self.code = code


def fitted(row: Row, target: SyncTarget, kinds: dict[str, Kind]) -> Row | Outcome:
    """The row with its values as they are sent, or the refusal that spares the destination a call."""
    try:
        values = {
            field: _value(field, text, kinds[field], target.fields.get(field)) for field, text in row.changed.items()
        }
    except CannotHold as error:
        return refused(error.code, str(error))
    return replace(row, values=values)


def _value(field: str, text: str | None, kind: Kind, limits: SyncField | None) -> Any:
    if text is None:
        return None
    if kind == "boolean":
        return text == "true"
    if kind == "number":
        if not NUMBER.fullmatch(text):
            raise CannotHold("NOT_A_NUMBER", field)
        number = Decimal(text)
        return int(number) if number == number.to_integral_value() else float(number)
    if kind == "date" and not DAY.fullmatch(text):
        raise CannotHold("NOT_A_DAY", field)
    if kind == "moment" and not MOMENT.fullmatch(text):
        raise CannotHold("NOT_A_MOMENT", field)
    if NO_TEXT.search(text):
        raise CannotHold("NOT_A_TEXT", field)
    if limits and limits.max_length and len(text) > limits.max_length:
        raise CannotHold("TOO_LONG", field)
    if limits and limits.values and text not in limits.values:
        raise CannotHold("NOT_IN_PICKLIST", field)
    if limits and not limits.emoji and EMOJI.search(text):
        raise CannotHold("EMOJI", field)
    return text


def as_text(value: Any) -> str | None:
    """A value read from a destination in the form in which the plan holds it: 87, 87.0 and '87.00' are one."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value)
    if NUMBER.fullmatch(text):
        number = format(Decimal(text), "f")
        return number.rstrip("0").rstrip(".") if "." in number else number
    if moment := re.fullmatch(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(\.0+)?(Z|\+00:?00)", text):
        return f"{moment[1]}Z"
    return text


def without_personal_data(outcome: Outcome, row: Row) -> Outcome:
    """The CRM's reason without what it quotes of the row: values, and whatever looks like an address."""
    if not outcome.reason:
        return outcome
    reason = outcome.reason
    for field, text in row.wanted.items():
        if text and len(text) > 2:
            reason = re.sub(re.escape(text), f"<{field}>", reason, flags=re.IGNORECASE)
    return replace(outcome, reason=E_MAIL.sub("<e-mail>", reason)[:LONGEST_REASON])
