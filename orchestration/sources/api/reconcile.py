"""Records that are gone from a CRM without a word, or are back: found by comparing keys, landed as rows that say so."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.contracts import Contract
from orchestration.errors import IngestError
from orchestration.sources.api.pieces import Pieces, Reading
from orchestration.sources.api.streams import Row
from orchestration.sources.received import identifier, literal

# The loaders' flag of a record that its source no longer has. A table without it keeps what it once got.
GONE = "_fivetran_deleted"
# So few records may be gone, whatever share of all they are.
FEW = 20
ANY_PERCENT = 100


@dataclass(frozen=True)
class Comparison:
    """What was received of a raw table, against what is known of it by `loads` of the same API.

    `within` is SQL over `known` for the rows that were asked for; `stamp` the column that dates a version. If more than
    `believed_percent` of them are gone, that is an error.
    """

    contract: Contract
    received: list[Path]
    loads: list[str]
    within: str
    stamp: str | None
    believed_percent: int


def noticed(
    connection: duckdb.DuckDBPyConnection, reading: Reading, pieces: Pieces, loads: dict[str, list[str]]
) -> Iterator[tuple[str, Row]]:
    """Rows that say what the CRM did not: of its records after a full reading, of associations of the records read.

    A record found gone is repeated as last known, one that is back as received, both flagged so and dated with the end
    of the window where rows have a date. Raises IngestError if more are gone than the configuration believes.
    """
    for comparison in _comparisons(reading, pieces, loads):
        for row in _differences(connection, reading, comparison):
            yield comparison.contract.table, row


def _comparisons(reading: Reading, pieces: Pieces, loads: dict[str, list[str]]) -> Iterator[Comparison]:
    stream, main = reading.stream, reading.contracts[reading.stream.name]
    received = pieces.received(main.table)
    if reading.window.is_full and stream.is_compared:
        within = "true"
        if stream.stamp:
            start = literal(reading.window.start.replace(tzinfo=None).isoformat())
            within = f"coalesce({identifier(stream.stamp)} >= {start}, true)"
        believed = reading.source.max_vanished_percent
        yield Comparison(main, received, loads[main.table], within, stream.stamp, believed)
    for table, parent in stream.parts.items():
        within = f"{identifier(parent)} in (select {identifier(main.key[0])} from {_scan(received)})"
        yield Comparison(reading.contracts[table], pieces.received(table), loads[table], within, None, ANY_PERCENT)


def _differences(connection: duckdb.DuckDBPyConnection, reading: Reading, comparison: Comparison) -> list[Row]:
    contract, source = comparison.contract, reading.source
    if GONE not in contract.columns or not comparison.loads:
        return []
    key = [identifier(name) for name in contract.key]
    same = " and ".join(f"known.{name} is not distinct from received.{name}" for name in key)
    latest = f"{identifier(comparison.stamp)} desc nulls last, " if comparison.stamp else ""
    connection.execute(
        f"""
        create or replace temp table received as
        select distinct on ({", ".join(key)}) * from {_scan(comparison.received)};
        create or replace temp table known as
        select * from {contract.relation} where _load_id in ({", ".join(map(literal, comparison.loads))})
        qualify row_number() over (
            partition by {", ".join(key)} order by {latest}_loaded_at desc, _source_line desc
        ) = 1;
        """
    )
    is_deleted = " or ".join(f"coalesce({name}, false)" for name in (GONE, "is_deleted") if name in contract.columns)
    expected = f"from known where not ({is_deleted}) and ({comparison.within})"
    gone = f"{expected} and not exists (select 1 from received where {same})"
    all_of_them, vanished = (connection.execute(f"select count(*) {rows}").fetchone()[0] for rows in (expected, gone))
    if vanished > FEW and vanished * 100 > comparison.believed_percent * all_of_them:
        raise IngestError(
            f"{source.place}: {source.system}: {vanished:,} of {all_of_them:,} records of {contract.table} are no "
            "longer there. Nothing was marked as deleted. If the user who reads may see them all, and they were "
            "deleted indeed, raise 'max_vanished_percent'."
        )
    rows = connection.execute(
        f"""
        select {_columns(reading, comparison, "known", is_gone=True)} {gone}
        union all
        select {_columns(reading, comparison, "received", is_gone=False)}
        from received inner join known on {same} where known.{GONE} and {_is_alive(contract)}
        order by all
        """
    ).fetchall()
    return [dict(zip(contract.columns, row, strict=True)) for row in rows]


def _columns(reading: Reading, comparison: Comparison, rows: str, is_gone: bool) -> str:
    said = {GONE: literal(str(is_gone).lower())}
    if comparison.stamp:
        said[comparison.stamp] = literal(reading.window.end.isoformat())
    return ", ".join(
        said.get(name, f"cast({rows}.{identifier(name)} as varchar)") for name in comparison.contract.columns
    )


def _is_alive(contract: Contract) -> str:
    flags = [name for name in (GONE, "is_deleted") if name in contract.columns]
    return " and ".join(f"coalesce(received.{name}, 'false') = 'false'" for name in flags)


def _scan(files: list[Path]) -> str:
    return f"read_parquet([{', '.join(literal(str(path)) for path in files)}])"
