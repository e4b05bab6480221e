"""A first leadhouse.yml for files nobody has described: names are guessed, ambiguous dates are left to the user."""

import json
import os
import re
from collections import Counter
from pathlib import Path

import yaml

from orchestration.contracts import FILES, Column, Contract, contracts, contracts_of
from orchestration.errors import ConfigError
from orchestration.file_map import FORMATS_BY_SUFFIX, ColumnMap
from orchestration.kinds import columns_of, kinds, recognised
from orchestration.sources.names import Guess, guesses, plain
from orchestration.sources.proposed_column import column_line, quoted
from orchestration.sources.sample import UNREADABLE, Sample, take_samples
from orchestration.sources.written import currency_of, have_clocks_without_zone

SYNONYMS = Path(__file__).parent / "sources" / "synonyms.yml"
# A guess needs at least this many columns, or it is no guess.
FEWEST_COLUMNS = 2
# What a word in the file's name is worth, beside columns that no other entity has (one each); what a missing one costs.
NAMED, MISSING = 1.0, 0.75

HEADER = """\
# Proposed from the files in {directory}: read it before you use it. A line marked "decide" needs an answer, and
# `leadhouse run` names those it cannot do without. leadhouse.example.yml shows every setting.

reporting:
  currency: {currency}      # decide: the currency of your reports{why}
  time_zone: UTC     # decide: the zone whose days you report

# as_of: 2024-05-31  # decide: if these files are not fed any more, their last day; from today all is long ago

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
        name = path.relative_to(directory)
        # What systems and open programs leave beside files.
        if path.name.startswith((".", "~$")):
            continue
        suffix = Path(path.name.removesuffix(".gz")).suffix.lower()
        if suffix not in FORMATS_BY_SUFFIX:
            unreadable.append(
                f"  # {name}: left out: files are {', '.join(sorted(FORMATS_BY_SUFFIX))}; unpack or convert it\n"
            )
            continue
        try:
            samples += take_samples(path)
        except UNREADABLE as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            unreadable.append(f"  # {name}: cannot be read: {reason}\n")
    if not samples:
        raise ConfigError(
            "\n".join([f"{directory} has no CSV, JSONL, Parquet or Excel file with a header.", *unreadable])
        )
    synonyms = yaml.safe_load(SYNONYMS.read_text(encoding="utf-8"))
    entries = [
        _entry(sample, os.path.relpath(sample.path, config_directory or directory), synonyms) for sample in samples
    ]
    return _header(directory, samples) + "\n".join([*entries, *unreadable])


def _header(directory: Path, samples: list[Sample]) -> str:
    """With the currency of most of the columns that show one."""
    found = Counter(
        currency for sample in samples for values in sample.values.values() if (currency := currency_of(values))
    )
    currency = max(found, key=lambda name: found[name], default=None)
    why = f"; {currency} stands in these files" if currency else ""
    return HEADER.format(directory=directory, currency=currency or "USD", why=why)


def _entry(sample: Sample, path: str, synonyms: dict[str, dict[str, list[str]]]) -> str:
    if known := recognised(set(sample.values)):
        return "\n".join(_known_entry(sample, path, kind, entity) for kind, entity in known)
    entities = {contract.table: contract for contract in contracts_of(FILES)}
    found = {name: guesses(sample, contract, synonyms["columns"]) for name, contract in entities.items()}
    has = Counter(column for contract in entities.values() for column in contract.columns)
    file_name = plain(sample.path.name)

    def fit(entity: str) -> float:
        columns = entities[entity].columns.items()
        # What was taken for what stands in it says little: a day may be any.
        named = {name for name, guess in found[entity].items() if not guess.reason}
        missing = sum(column.required and not column.content_hash and name not in named for name, column in columns)
        word = max((len(word) for word in synonyms["entities"][entity] if word in file_name), default=0)
        # Of two words in a file's name the longer says more.
        return (NAMED + word / 100 if word else 0) + sum(1 / has[name] for name in named) - MISSING * missing

    entity = max(found, key=fit)
    if len(found[entity]) < FEWEST_COLUMNS:
        place = f"{path}, sheet {sample.sheet}" if sample.sheet else path
        return (
            f"  # {place}: no entity recognised. Its columns: {', '.join(sample.values)}\n"
            f"  # decide: leave it out, or write an entry for it: one of {', '.join(entities)}\n"
        )
    contract, columns = entities[entity], found[entity]
    lines = [f"  - entity: {entity}", *_file_lines(sample, path, _has_local_times(sample, contract, columns))]
    lines.append("    columns:")
    lines += [f"      {line}" for line in _column_lines(sample, contract, columns)]
    taken = {guess.source for guess in columns.values()}
    if unmapped := [name for name in sample.values if name not in taken]:
        lines.append(f"      # not mapped: {', '.join(unmapped)}")
    return "\n".join(lines) + "\n"


def _known_entry(sample: Sample, path: str, kind: str, entity: str) -> str:
    """The entry of an export whose columns are known: what is left to say is how times and numbers are written."""
    contract = contracts()[f"{kinds()[kind]['source']}.{entity}"]
    lines = [f"  - kind: {kind}", f"    entity: {entity}", *_file_lines(sample, path, has_local_times=False)]
    own = []
    for name, mapped in columns_of(kind, entity).items():
        column_map = ColumnMap.model_validate(mapped)
        source = next((label for label in column_map.source_columns if label in sample.values), None)
        if source is None and not column_map.may_be_missing and column_map.source_columns:
            own.append(f"{name}:    # decide: the export has no column '{column_map.source_columns[0]}'")
        if source is None or column_map.extract is not None:
            continue
        line = column_line(contract.columns[name], Guess(source), sample.values[source])
        is_as_known = line in (f"{name}: {quoted(source)}", f"{name}: {{column: {quoted(source)}, money: true}}")
        own += [] if is_as_known else [line]
    return "\n".join([*lines, *(["    columns:"] if own else []), *(f"      {line}" for line in own)]) + "\n"


def _file_lines(sample: Sample, path: str, has_local_times: bool) -> list[str]:
    """Where a file lies and how it is written."""
    lines = [f"    path: {quoted(path)}"]
    if sample.sheet:
        lines.append(f"    sheet: {quoted(sample.sheet)}")
    if sample.encoding != "utf-8":
        lines.append(f"    encoding: {sample.encoding}    # decide: a guess; look at names with accents")
    if sample.delimiter != "," and not path.endswith(".tsv"):
        lines.append(f"    delimiter: {json.dumps(sample.delimiter)}")
    if sample.skip_lines:
        lines.append(f"    skip_lines: {sample.skip_lines}    # decide: is the header in the line after these?")
    if sample.repeated:
        second = f"'{sample.repeated[0]} 2' is the second '{sample.repeated[0]}'"
        lines.append(f"    repeated_columns: number    # decide: {second}; which of them is meant?")
    if sample.ends_open:
        lines.append("    may_end_without_newline: true    # decide: is the file whole?")
    if has_local_times:
        lines.append("    time_zone: UTC    # decide: the zone of its times; they name none")
    if sample.footer:
        lines.append("    exclude:    # decide: the lines at its end look like sums and notes, not rows")
        pattern = json.dumps(sample.footer.pattern, ensure_ascii=False)
        lines.append(f"      - {{name: footer, column: {quoted(sample.footer.column)}, pattern: {pattern}}}")
    return lines


def _has_local_times(sample: Sample, contract: Contract, columns: dict[str, Guess]) -> bool:
    return any(
        contract.columns[name].data_type == "timestamp" and have_clocks_without_zone(sample.values[guess.source])
        for name, guess in columns.items()
    )


def _column_lines(sample: Sample, contract: Contract, columns: dict[str, Guess]) -> list[str]:
    lines = []
    for name, column in contract.columns.items():
        if name in columns:
            lines.append(column_line(column, columns[name], sample.values[columns[name].source], name in contract.key))
        elif column.required and not column.content_hash:
            lines.append(_missing_line(column, columns))
        elif name == "currency" and (signs := _currency_in_amounts(sample, contract, columns)):
            lines.append(f"currency: {{constant: {signs}}}    # decide: by its amounts")
    return lines


def _currency_in_amounts(sample: Sample, contract: Contract, columns: dict[str, Guess]) -> str | None:
    amounts = [guess.source for name, guess in columns.items() if contract.columns[name].is_decimal]
    in_header = [code for source in amounts for code in re.findall(r"\(([A-Z]{3})\)", source)]
    return currency_of(in_header + [value for source in amounts for value in sample.values[source]])


def _missing_line(column: Column, columns: dict[str, Guess]) -> str:
    """What a column that there must be could be made of, where no column of the file looks like it."""
    if not column.name.endswith("_id"):
        return f"{column.name}:    # decide: no column looks like it. Name one, or {{constant: …}}"
    if column.person == "record" and "email" in columns:
        address = f"{{column: {quoted(columns['email'].source)}, hashed: true}}"
        return f"{column.name}: {address}    # decide: no column looks like an id; this makes one of the address"
    if (names := columns.get(f"{column.name.removesuffix('_id')}_name")) is not None:
        return (
            f"{column.name}: {quoted(names.source)}    # decide: no column looks like an id; its name stands in for it"
        )
    remedy = "Name one, or several that tell rows apart: {columns: [A, B]}"
    return f"{column.name}:    # decide: no column looks like an id. {remedy}"
