"""What every reader of files hands to the gate, and what all of them demand of a file's columns."""

from collections import Counter
from dataclasses import dataclass, field

from orchestration.errors import IngestError, nearest
from orchestration.file_map import FileMap
from orchestration.sources.records import Reject


@dataclass(frozen=True)
class Received:
    """A file's rows in the temporary table `received`.

    `positions` names the table's column for each of the file's; `record` is SQL for a whole row as it came.
    """

    positions: dict[str, str]
    record: str
    rows: int
    rejects: list[Reject] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        return self.rows + len(self.rejects)


def literal(text: str) -> str:
    """A text as a SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A name as a SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def positions_of(names: list[str]) -> dict[str, str]:
    """Names of ours for a file's columns, so that no name in a file can mean anything in SQL."""
    return {name: f"c{number}" for number, name in enumerate(names)}


def whole_row(names: list[str]) -> str:
    """SQL for a row as JSON text, under the file's own names."""
    pairs = ", ".join(f"{literal(name)}, {position}" for name, position in positions_of(names).items())
    return f"cast(json_object({pairs}) as varchar)"


def check_columns(names: list[str], file_map: FileMap) -> None:
    """Refuse a header that is ambiguous, lacks a mapped column, or (if so declared) has one that nobody maps."""
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise IngestError(
            f"{file_map.place}: {file_map.path} has the column {quoted(twice)} twice; rename one of them in the file, "
            f"or say 'repeated_columns: number', which calls the second '{numbered([twice[0]] * 2)[1]}'."
        )
    unmapped = [name for name in names if name not in file_map.source_columns]
    if missing := file_map.lacking_columns(names):
        remedy = "say 'may_be_missing: true' of it in the map, if some files lack it"
        if not set(names) & set(file_map.source_columns):
            remedy = "say 'skip_lines', if the header stands further down"
        raise IngestError(
            f"{file_map.place}: {file_map.path} lacks the column {quoted(missing)}."
            + nearest(missing[0], unmapped)
            + f" Columns nobody maps: {', '.join(unmapped) or 'none'}. Correct the map, or {remedy}."
        )
    if unmapped and file_map.unmapped_columns == "refuse":
        raise IngestError(
            f"{file_map.place}: {file_map.path} has the unknown column {quoted(unmapped)}. "
            "Map it, or say 'unmapped_columns: ignore'."
        )


def numbered(names: list[str]) -> list[str]:
    """Names that stand in a header several times told apart: the second `Status` is `Status 2`."""
    seen: Counter[str] = Counter()
    told_apart = []
    for name in names:
        seen[name] += 1
        told_apart.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return told_apart


def quoted(names: list[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)


def nothing_to_read(file_map: FileMap, what: str) -> Received:
    """An empty file, if it may be one."""
    if not file_map.may_be_empty:
        raise IngestError(f"{file_map.place}: {file_map.path} {what}. If that is right, say 'may_be_empty: true'.")
    return Received({}, "null", 0)
