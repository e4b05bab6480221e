"""A first leadhouse.yml for files nobody has described: names are guessed, ambiguous dates are left to the user."""

import json
import os
import re
from datetime import datetime
from pathlib import Path

import duckdb
import yaml

from orchestration.contracts import FILES, Column, Contract, contracts, contracts_of
from orchestration.errors import ConfigError
from orchestration.file_map import EPOCH_FORMATS, ColumnMap
from orchestration.kinds import columns_of, kinds, recognised
from orchestration.sources.column_map import ISO_TIME
from orchestration.sources.number_text import plain_number
from orchestration.sources.sample import UNREADABLE, Sample, take_samples

SYNONYMS = Path(__file__).parent / "sources" / "synonyms.yml"
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", ", %H:%M", ", %I:%M %p")
DAYS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y%m%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%b %d, %Y",
)
# From 1990 to 2100, so that one unit is never taken for another; small numbers are none.
EPOCHS = {unit: (631_152_000 * 1000**power, 4_102_444_800 * 1000**power) for power, unit in enumerate(EPOCH_FORMATS)}
# A guess needs at least this many columns, or it is no guess.
FEWEST_COLUMNS = 2

HEADER = """\
# Proposed from the files in {directory}: read it before you use it. A line marked "decide" needs an answer, and
# `leadhouse run` names those it cannot do without. leadhouse.example.yml shows every setting.

reporting:
  currency: USD      # decide: the currency of your reports
  time_zone: UTC     # decide: the zone whose days you report

files:
"""


def propose(directory: Path, config_directory: Path | None = None) -> str:
    """The text of a leadhouse.yml for the files in a directory, to stand in `config_directory` (default: beside them).

    Raises ConfigError if there is no file of a readable kind.
    """
    if not directory.is_dir():
        raise ConfigError(f"There is no directory {directory}.")
    samples, unreadable = [], []
    for path in sorted(path for path in directory.rglob("*") if path.is_file()):
        try:
            samples += take_samples(path)
        except UNREADABLE as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            unreadable.append(f"  # {path.relative_to(directory)}: cannot be read: {reason}\n")
    if not samples:
        raise ConfigError(
            "\n".join([f"{directory} has no CSV, JSONL, Parquet or Excel file with a header.", *unreadable])
        )
    synonyms = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    entries = [
        _entry(sample, os.path.relpath(sample.path, config_directory or directory), synonyms) for sample in samples
    ]
    return HEADER.format(directory=directory) + "\n".join([*entries, *unreadable])


def _entry(sample: Sample, path: str, synonyms: dict[str, dict[str, list[str]]]) -> str:
    if known := recognised(set(sample.values)):
        return "\n".join(_known_entry(sample, path, kind, entity) for kind, entity in known)
    entities = {contract.table: contract for contract in contracts_of(FILES)}
    maps = {name: _column_names(sample, contract, synonyms["columns"]) for name, contract in entities.items()}
    file_name = _plain(sample.path.name)

    def fit(entity: str) -> tuple[int, int]:
        contract = entities[entity]
        named = max((len(word) for word in synonyms["entities"][entity] if word in file_name), default=0)
        missing = sum(column.required and name not in maps[entity] for name, column in contract.columns.items())
        return named - 2 * missing + len(maps[entity]), named

    entity = max(maps, key=fit)
    if len(maps[entity]) < FEWEST_COLUMNS:
        place = f"{path}, sheet {sample.sheet}" if sample.sheet else path
        return f"  # {place}: no entity recognised. Its columns: {', '.join(sample.values)}\n"
    lines = [f"  - entity: {entity}", *_file_lines(sample, path)]
    lines.append("    columns:")
    lines += [f"      {line}" for line in _column_lines(sample, entities[entity], maps[entity])]
    if unmapped := [name for name in sample.values if name not in maps[entity].values()]:
        lines.append(f"      # not mapped: {', '.join(unmapped)}")
    return "\n".join(lines) + "\n"


def _known_entry(sample: Sample, path: str, kind: str, entity: str) -> str:
    """The entry of an export whose columns are known: what is left to say is how times and numbers are written."""
    contract = contracts()[f"{kinds()[kind]['source']}.{entity}"]
    lines = [f"  - kind: {kind}", f"    entity: {entity}", *_file_lines(sample, path)]
    own = []
    for name, mapped in columns_of(kind, entity).items():
        column_map = ColumnMap.model_validate(mapped)
        source = next((label for label in column_map.source_columns if label in sample.values), None)
        if source is None and not column_map.may_be_missing and column_map.source_columns:
            own.append(f"{name}:    # decide: the export has no column '{column_map.source_columns[0]}'")
        if source is None or column_map.extract is not None:
            continue
        line = _column_line(contract.columns[name], source, sample.values[source])
        is_as_known = line in (f"{name}: {_quoted(source)}", f"{name}: {{column: {_quoted(source)}, money: true}}")
        own += [] if is_as_known else [line]
    return "\n".join([*lines, *(["    columns:"] if own else []), *(f"      {line}" for line in own)]) + "\n"


def _file_lines(sample: Sample, path: str) -> list[str]:
    """Where a file lies and how it is written."""
    lines = [f"    path: {_quoted(path)}"]
    if sample.sheet:
        lines.append(f"    sheet: {_quoted(sample.sheet)}")
    if sample.encoding != "utf-8":
        lines.append(f"    encoding: {sample.encoding}    # decide: a guess; look at names with accents")
    if sample.delimiter != "," and not path.endswith(".tsv"):
        lines.append(f"    delimiter: {json.dumps(sample.delimiter)}")
    if sample.skip_lines:
        lines.append(f"    skip_lines: {sample.skip_lines}    # decide: is the header in the line after these?")
    if sample.ends_open:
        lines.append("    may_end_without_newline: true    # decide: is the file whole?")
    return lines


def _column_names(sample: Sample, contract: Contract, synonyms: dict[str, list[str]]) -> dict[str, str]:
    """Which of the file's columns each of the contract's may be; no column of the file serves twice."""
    by_plain_name = {_plain(name): name for name in sample.values}
    found: dict[str, str] = {}
    for name in contract.columns:
        for candidate in [_plain(name), *synonyms.get(name, [])]:
            source = by_plain_name.get(candidate)
            if source is not None and source not in found.values():
                found[name] = source
                break
    return found


def _column_lines(sample: Sample, contract: Contract, names: dict[str, str]) -> list[str]:
    lines = []
    for name, column in contract.columns.items():
        if name in names:
            lines.append(_column_line(column, names[name], sample.values[names[name]]))
        elif column.required and not column.content_hash:
            lines.append(f"{name}:    # decide: no column looks like it. Name one, or {{constant: …}}")
    return lines


def _column_line(column: Column, source: str, values: list[str]) -> str:
    if column.is_time and values:
        return _time_line(column.name, source, values)
    if column.is_number and values:
        options = _number_options(values)
        if options is None:
            return f"{column.name}: {_quoted(source)}    # decide: how are its numbers written? Not all are read alike"
        if options:
            written = ", ".join(f"{key}: {value}" for key, value in options.items())
            return f"{column.name}: {{column: {_quoted(source)}, {written}}}"
    return f"{column.name}: {_quoted(source)}"


def _time_line(name: str, source: str, values: list[str]) -> str:
    if all(re.fullmatch(ISO_TIME, value) for value in values):
        return f"{name}: {_quoted(source)}"
    for unit, (earliest, latest) in EPOCHS.items():
        if all(value.isdecimal() and earliest <= int(value) < latest for value in values):
            return f"{name}: {{column: {_quoted(source)}, formats: {unit}}}"
    fitting = [day + clock for day in DAYS for clock in CLOCKS if all(_parses(value, day + clock) for value in values)]
    if len(fitting) == 1:
        return f"{name}: {{column: {_quoted(source)}, formats: [{_quoted(fitting[0])}]}}"
    reason = f"{' or '.join(fitting)}? all values fit" if fitting else f"how is {_quoted(values[0])} written?"
    return f"{name}: {{column: {_quoted(source)}, formats: [DECIDE]}}    # decide: {reason}"


def _parses(value: str, date_format: str) -> bool:
    try:
        datetime.strptime(value, date_format)
    except ValueError:
        return False
    return True


def _number_options(values: list[str]) -> dict[str, str] | None:
    """The way of writing that all values follow, no options for plain numbers; None if there is no such way."""
    ways = [(False, "."), (True, "."), (True, ",")]
    for money, decimal in ways:
        number = plain_number("text", money, False, decimal, None if money else "")
        query = f"select bool_and(try_cast({number} as double) is not null) from (select unnest(?) as text)"
        if duckdb.execute(query, [values]).fetchone()[0]:
            return {"money": "true", **({"decimal": '","'} if decimal == "," else {})} if money else {}
    return None


def _plain(name: str) -> str:
    return re.sub(r"[^\w]|_", "", name.lower())


def _quoted(text: str) -> str:
    """Text as YAML: bare where that cannot be misread."""
    return text if re.fullmatch(r"[A-Za-z][\w ./-]*", text) else json.dumps(text, ensure_ascii=False)
