"""Lines at the end of a report that are no rows: its sums, and who made it when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

# A report ends within so many lines.
LAST_LINES = 4
SUM = (
    r"(?i)((grand|sub|report)[ -]?)?totals?\b|sum\b|summe\b|gesamt(summe)?\b|insgesamt\b|somme\b|totale?s?\b|suma\b"
    r"|合计|总计|小计|總計|合計"
)

Row = Sequence[str | None]


@dataclass(frozen=True)
class Footer:
    """A pattern that the first filled cell of each such line meets, in a column, and of no row of the sample."""

    column: str
    pattern: str


def footer_of(names: Sequence[str], rows: Sequence[Row]) -> tuple[Footer | None, Sequence[Row]]:
    """The lines at the end that are no rows, if any, and the rows before them.

    They begin with the word for a sum, or hold one cell where other rows hold more.
    """
    end = len(rows)
    column = next((place for place, name in enumerate(names) if name), 0)
    are_narrow = len(names) > 2 and not any(_cells(row) == 1 for row in rows[:-LAST_LINES])
    footers: list[str] = []
    for row in reversed(rows[-LAST_LINES:]):
        text = (row[column] or "").strip() if len(row) > column else ""
        is_footer = bool(re.match(SUM, text)) or (are_narrow and bool(text) and _cells(row) == 1)
        if not is_footer and _cells(row):
            break
        footers += [text] if text else []
        end -= 1
    if not footers or end == 0:
        return None, rows
    values = {(row[column] or "").strip() for row in rows[:end] if len(row) > column}
    patterns = dict.fromkeys(_pattern(text, values) for text in reversed(footers))
    return Footer(names[column], "|".join(patterns)), rows[:end]


def _cells(row: Row) -> int:
    return sum(bool(cell and cell.strip()) for cell in row)


def _pattern(text: str, values: set[str]) -> str:
    """What begins with the same word, for the next export says another number; else the text itself."""
    word = re.match(r"\w+", text)
    pattern = f"{word[0]}.*" if word else ""
    return pattern if word and not any(re.fullmatch(pattern, value) for value in values) else re.escape(text)
