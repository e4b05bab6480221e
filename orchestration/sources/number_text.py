"""Numbers as people write them: `$1.2K`, `1.234,56`, `(100)`, `65 %`."""

import re

SPACE = "[\\s\u00a0\u202f]*"
CURRENCY = rf"(?:[A-Z]{{3}}|[A-Z]{{0,2}}\p{{Sc}}){SPACE}"
EXPONENTS = {"K": "e3", "M": "e6", "B": "e9"}


def plain_number(text: str, money: bool, percent: bool, decimal: str, thousands: str | None) -> str:
    """SQL that turns `text` (a SQL expression) into digits a cast understands, or null if it is no such number.

    Thousands must stand in groups of three, so a decimal comma is never taken for a thousands sign. A share (`percent`)
    is a hundredth of what is written, with or without its sign.
    """
    pattern = number_pattern(money, percent, decimal, thousands).replace("'", "''")

    def group(number: int) -> str:
        return f"regexp_extract({text}, '{pattern}', {number})"

    # translate() drops the characters that have no counterpart: the thousands signs.
    dropped = "".join(_separators(_thousands(decimal, thousands))).replace("'", "''")
    digits = f"translate({group(3)}, '{decimal}{dropped}', '.')"
    sign = f"case when '-' in ({group(2)}, {group(5)}) or {group(1)} = '(' then '-' else '' end"
    units = " ".join(f"when '{unit}' then '{exponent}'" for unit, exponent in EXPONENTS.items())
    exponent = "'e-2'" if percent else f"case upper({group(4)}) {units} else '' end"
    is_number = f"regexp_full_match({text}, '{pattern}') and starts_with({text}, '(') = ends_with({text}, ')')"
    return f"case when {is_number} then {sign} || {digits} || {exponent} end"


def number_pattern(money: bool, percent: bool, decimal: str, thousands: str | None) -> str:
    """A regular expression (RE2) with the groups: parenthesis, sign, digits, unit, trailing minus."""
    separators = "".join(re.escape(sign) for sign in _separators(_thousands(decimal, thousands)))
    whole = rf"(?:\d{{1,3}}(?:[{separators}]\d{{3}})+|\d+)" if separators else r"\d+"
    point = re.escape(decimal)
    digits = rf"({whole}(?:{point}\d*)?|{point}\d+)"
    currency = rf"(?:{CURRENCY})?" if money else ""
    unit = rf"{SPACE}([KkMmBb]?)" if money else "()"
    share = rf"{SPACE}%?" if percent else ""
    trailing = rf"{SPACE}{currency}" if money else ""
    bracket_open, bracket_close = (r"(\(?)", r"\)?") if money else ("()", "")
    return rf"{bracket_open}{SPACE}{currency}([+-]?){SPACE}{currency}{digits}{unit}{share}{trailing}(-?){bracket_close}"


def _thousands(decimal: str, thousands: str | None) -> str:
    return thousands if thousands is not None else {".": ",", ",": "."}[decimal]


def _separators(thousands: str) -> tuple[str, ...]:
    """A space as thousands sign may be any of the spaces that programs write."""
    return (" ", "\u00a0", "\u202f") if thousands == " " else tuple(thousands)
