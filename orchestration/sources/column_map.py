"""A column map as DuckDB SQL: from a file's texts to the contract's values, and the checks a row must pass.

Everything that came from configuration stands in this SQL as a quoted literal; a file's columns have names of ours
(c0, c1, …).
"""

from dataclasses import dataclass

from orchestration.contracts import Column, Contract
from orchestration.file_map import EPOCH_FORMATS, SERIAL_FORMAT, ColumnMap, FileMap
from orchestration.sources.number_text import plain_number
from orchestration.sources.received import literal

# What is no part of a key: also the spaces that trim() leaves (no-break, zero-width, byte-order mark).
BLANKS = " \t\r\n\u00a0\u202f\u200b\u200c\u200d\u2060\ufeff"
# What people and programs put round an address.
QUOTES = "\"'`‘’“”„«»<>"
TRUE_WORDS = ("true", "t", "yes", "y", "1", "1.0", "on", "ja", "oui", "si", "sí", "sim", "wahr", "vrai", "是")
FALSE_WORDS = ("false", "f", "no", "n", "0", "0.0", "off", "nein", "non", "não", "nao", "falsch", "faux", "否")
ISO_TIME = r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?( ?(Z|UTC|[+-]\d\d(:?\d\d)?))?)?"
HAS_OFFSET = r":\d\d(\.\d+)? ?(Z|UTC|[+-]\d\d(:?\d\d)?)$"
PLAIN_NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
# What Excel makes of long numbers and of ids like MAR21.
MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
MANGLED_ID = rf"\d(\.\d+)?[eE]\+\d+|\d{{1,2}}-{MONTH}|{MONTH}-\d{{2}}"
# Day 1 is the first of 1900; a leap day that 1900 had not makes it one less.
SERIAL_ZERO = "timestamp '1899-12-30'"
MICROSECONDS = dict(zip(EPOCH_FORMATS, (1_000_000, 1_000, 1), strict=True))


@dataclass(frozen=True)
class Check:
    """A row for which `misfits` (SQL) is true goes to quarantine with this reason, column and rule."""

    reason: str
    column: str
    rule: str
    misfits: str


@dataclass(frozen=True)
class CompiledColumn:
    """SQL in three layers: `unmapped` from the file's columns, `text` from that, `value` from the text."""

    name: str
    unmapped: str
    text: str
    value: str
    checks: tuple[Check, ...]


def compile_map(file_map: FileMap, contract: Contract, positions: dict[str, str]) -> list[CompiledColumn]:
    """The map of one file. `positions` gives for each of the file's columns its name in the table of received rows;
    a column that the file may lack, and lacks, is null in every row.

    Layers are columns u_<name>, t_<name>, v_<name> of three nested queries, so each is computed once.
    """
    positions = dict.fromkeys(file_map.source_columns, "cast(null as varchar)") | positions
    return [
        _compiled(column, file_map.columns[name], file_map, name in contract.key, positions)
        for name, column in contract.columns.items()
        if name in file_map.columns
    ]


def _literals(texts: list[str] | tuple[str, ...]) -> str:
    return ", ".join(literal(text) for text in texts)


def trimmed(text: str, signs: str = BLANKS) -> str:
    """Text without the blanks round it, null if nothing is left. Looking first is four times faster than trimming."""
    has_signs = f"regexp_matches({text}, {literal(f'^[{signs}]|[{signs}]$')})"
    return f"case when {has_signs} then nullif(trim({text}, {literal(signs)}), '') else {text} end"


def _compiled(
    column: Column, mapped: ColumnMap, file_map: FileMap, is_key: bool, positions: dict[str, str]
) -> CompiledColumn:
    is_id = is_key or column.name.endswith("_id")
    # Notes and names are kept byte for byte; what is compared or parsed loses the blanks round it.
    is_compared = is_id or column.data_type != "string" or bool(mapped.values or column.pattern)
    signs = BLANKS + QUOTES if column.name == "email" else BLANKS if is_compared else ""
    checks = []
    before, after = f"u_{column.name}", f"t_{column.name}"
    if mapped.other == "quarantine" and mapped.values:
        unknown = f"{before} not in ({_literals([value for value in mapped.values if value] or [''])})"
        checks.append(Check("VALUE_NOT_MAPPED", column.name, f"one of {', '.join(mapped.values)}", unknown))
    value, type_checks = _value(column, mapped, mapped.time_zone or file_map.time_zone)
    checks += type_checks
    if column.required or is_key:
        checks.append(Check("REQUIRED", column.name, "must not be empty", f"v_{column.name} is null"))
    if column.data_type == "string":
        checks.append(Check("NUL_BYTE", column.name, "no NUL byte", f"contains({after}, chr(0))"))
        if is_id:
            rule = "an id, not what a spreadsheet made of it"
            checks.append(Check("ID_FORMAT", column.name, rule, f"regexp_full_match({after}, {literal(MANGLED_ID)})"))
        for pattern in filter(None, (column.pattern, mapped.pattern)):
            misfits = f"not regexp_full_match({after}, {literal(pattern)})"
            checks.append(Check("PATTERN", column.name, pattern, misfits))
    return CompiledColumn(
        column.name, _origin(mapped, positions, signs), _mapped_text(mapped, before), value, tuple(checks)
    )


def _origin(mapped: ColumnMap, positions: dict[str, str], signs: str) -> str:
    if mapped.constant is not None:
        return literal(mapped.constant)
    if mapped.columns is not None:
        # A key of which a part is missing is missing.
        return " || '|' || ".join(f"({trimmed(positions[name])})" for name in mapped.columns)
    text = f"coalesce({', '.join(positions[name] for name in mapped.source_columns)})"
    if mapped.extract is not None:
        return f"nullif(regexp_extract({text}, {literal(mapped.extract)}), '')"
    return trimmed(text, signs) if signs else text


def _mapped_text(mapped: ColumnMap, before: str) -> str:
    if mapped.hashed:
        return f"md5(lower({before}))"
    if not mapped.values:
        return before
    cases = [
        f"when {before} = {literal(value)} then {literal(word) if word is not None else 'null'}"
        if value
        else f"when {before} is null then {literal(word) if word is not None else 'null'}"
        for value, word in mapped.values.items()
    ]
    return f"case {' '.join(cases)} else {before if mapped.other == 'keep' else 'null'} end"


def _value(column: Column, mapped: ColumnMap, zone: str) -> tuple[str, list[Check]]:
    """SQL for the typed value, and the checks that belong to its type."""
    text, value = f"t_{column.name}", f"v_{column.name}"
    unread = f"{text} is not null and {value} is null"
    if column.is_time:
        return _time_value(column, mapped, zone), _time_checks(column, mapped, unread)
    if column.data_type == "boolean":
        truth = (
            f"case when lower({text}) in ({_literals(TRUE_WORDS)}) then true "
            f"when lower({text}) in ({_literals(FALSE_WORDS)}) then false end"
        )
        return truth, [Check("TYPE", column.name, "true or false", unread)]
    if column.is_number:
        reason, rule = (
            ("AMOUNT_FORMAT", "an amount") if column.is_decimal else ("TYPE", f"a number ({column.data_type})")
        )
        return _number_value(column, mapped), [
            Check(reason, column.name, rule, unread),
            *_range_checks(column, "RANGE"),
        ]
    return text, []


def _range_checks(column: Column, reason: str) -> list[Check]:
    quote = literal if column.is_time else str
    outside = []
    if column.min is not None:
        outside.append(f"v_{column.name} < cast({quote(column.min)} as {column.data_type})")
    if column.max is not None:
        outside.append(f"v_{column.name} > cast({quote(column.max)} as {column.data_type})")
    rule = f"from {column.min or 'any'} to {column.max or 'any'}"
    return [Check(reason, column.name, rule, " or ".join(outside))] if outside else []


def _number_value(column: Column, mapped: ColumnMap) -> str:
    text = f"t_{column.name}"
    if mapped.is_formatted_number:
        number = plain_number(text, mapped.money, mapped.percent, mapped.decimal, mapped.thousands)
    else:
        number = f"case when regexp_full_match({text}, {literal(PLAIN_NUMBER)}) then {text} end"
    if column.is_decimal:
        return f"try_cast({number} as {column.data_type})"
    if column.data_type == "double":
        return f"try_cast({number} as double)"
    exact = f"try_cast({number} as decimal(38, 9))"
    return f"case when {exact} = trunc({exact}) then try_cast({exact} as {column.data_type}) end"


def _time_value(column: Column, mapped: ColumnMap, zone: str) -> str:
    text = f"t_{column.name}"
    if mapped.formats:
        parsed = [_parsed_time(text, date_format, zone, column) for date_format in mapped.formats]
        return f"coalesce({', '.join(parsed)})" if len(parsed) > 1 else parsed[0]
    is_iso = f"regexp_full_match({text}, {literal(ISO_TIME)})"
    if column.data_type == "date":
        return f"case when {is_iso} then try_cast({text} as date) end"
    return (
        f"case when {is_iso} then case when regexp_matches({text}, {literal(HAS_OFFSET)}) "
        f"then timezone('UTC', coalesce(try_cast({text} as timestamptz), try_cast({_spelt_out(text)} as timestamptz))) "
        f"else {_in_utc(f'try_cast({text} as timestamp)', zone)} end end"
    )


def _parsed_time(text: str, date_format: str, zone: str, column: Column) -> str:
    if date_format in MICROSECONDS:
        count = f"try_cast(try_cast({text} as decimal(30, 6)) * {MICROSECONDS[date_format]} as bigint)"
        return f"cast(try(make_timestamp({count})) as {column.data_type})"
    if date_format == SERIAL_FORMAT:
        # What a fraction of a day has beyond seconds is rounding.
        seconds = f"cast(round(try_cast({text} as double) * 86400) as bigint)"
        local = f"try({SERIAL_ZERO} + to_seconds({seconds}))"
        return f"cast({_in_utc(local, zone)} as {column.data_type})"
    parsed = f"try_strptime({text}, {literal(date_format)})"
    if "%z" in date_format or "%Z" in date_format:
        parsed = f"timezone('UTC', {parsed})"
    elif column.data_type == "timestamp":
        parsed = _in_utc(parsed, zone)
    return f"cast({parsed} as {column.data_type})"


def _spelt_out(text: str) -> str:
    """A time with offset as the cast wants it: with seconds, no space before the offset, and no zone by name."""
    clock = f"replace(regexp_replace(substr({text}, 12), '(Z|UTC)$', '+00'), ' ', '')"
    return rf"regexp_replace(left({text}, 10) || 'T' || {clock}, 'T(\d\d:\d\d)([+-])', 'T\1:00\2')"


def _in_utc(local: str, zone: str) -> str:
    """Local time in UTC: where a clock change skips it, an hour on; where it comes twice, the second."""
    return local if zone == "UTC" else f"timezone('UTC', timezone({literal(zone)}, {local}))"


def _time_checks(column: Column, mapped: ColumnMap, unread: str) -> list[Check]:
    if mapped.formats:
        checks = [Check("DATE_FORMAT", column.name, " or ".join(mapped.formats), unread)]
    else:
        looks_right = f"{unread} and regexp_full_match(t_{column.name}, {literal(ISO_TIME)})"
        checks = [
            Check("DATE_RANGE", column.name, "a day of the calendar", looks_right),
            Check("DATE_FORMAT", column.name, "ISO 8601, or declare 'formats'", unread),
        ]
    return checks + _range_checks(column, "DATE_RANGE")
