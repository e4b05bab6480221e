"""The gate against DuckDB's own readers: one file in each format, read typed by DuckDB and by the gate, in one run.

    python tests/benchmarks/gate.py [--rows 1000000] [--rounds 3]

The gate also copies the file to the landing zone, judges every value, looks for duplicates, keeps misfits apart and
books the load; the reader only fills a typed table of a database file.
"""

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
import yaml

from orchestration.ingest import ingest_source
from orchestration.ledger import Ledger
from orchestration.settings import load_settings

COLUMNS = {
    "touchpoint_id": "varchar",
    "lead_id": "varchar",
    "email": "varchar",
    "visitor_id": "varchar",
    "touchpoint_type": "varchar",
    "url": "varchar",
    "utm_source": "varchar",
    "utm_medium": "varchar",
    "user_agent": "varchar",
    "occurred_at": "timestamp",
}
ROWS = """
select
    'T' || i as touchpoint_id,
    case when i % 3 = 0 then 'L' || (i % 100000) end as lead_id,
    case when i % 5 = 0 then 'person' || (i % 100000) || '@company' || (i % 9000) || '.example' end as email,
    md5(cast(i % 300000 as varchar)) as visitor_id,
    case i % 4 when 0 then 'page_view' when 1 then 'email_open' when 2 then 'form_submit' else 'ad_click' end
        as touchpoint_type,
    'https://www.example.com/products/' || (i % 997) || '?ref=' || (i % 31) as url,
    case when i % 2 = 0 then 'google' end as utm_source,
    case when i % 2 = 0 then 'cpc' end as utm_medium,
    'Mozilla/5.0 (X11; Linux x86_64) Gecko/' || (i % 50) as user_agent,
    timestamp '2024-01-01' + to_seconds(i) as occurred_at
from range({rows}) as numbers (i)
"""
FORMATS = {"csv": "(header, format csv)", "jsonl": "(format json)", "parquet": "(format parquet)"}


@dataclass(frozen=True)
class Timing:
    """Rows a second of the reader and of the gate over one file; `ratio` is the gate's share of the reader's speed."""

    format: str
    reader: float
    gate: float

    @property
    def ratio(self) -> float:
        return self.gate / self.reader


def measure(rows: int, rounds: int, directory: Path) -> Iterator[Timing]:
    """Time each format `rounds` times, reader and gate in turn so that both meet the same machine; the best of each."""
    for kind, options in FORMATS.items():
        file = directory / f"touchpoints.{kind}"
        with duckdb.connect() as connection:
            connection.execute(f"copy ({ROWS.format(rows=rows)}) to '{file}' {options}")
        seconds = [(_read(file, kind, directory, turn), _gate(file, rows, directory, turn)) for turn in range(rounds)]
        yield Timing(kind, rows / min(reader for reader, _ in seconds), rows / min(gate for _, gate in seconds))


def _read(file: Path, kind: str, directory: Path, turn: int) -> float:
    types = "{" + ", ".join(f"{name}: '{data_type}'" for name, data_type in COLUMNS.items()) + "}"
    reader = {
        "csv": f"read_csv('{file}', header = true, auto_detect = false, columns = {types})",
        "jsonl": f"read_json('{file}', format = 'newline_delimited', columns = {types})",
        "parquet": f"read_parquet('{file}')",
    }[kind]
    began = perf_counter()
    with duckdb.connect(str(directory / f"{kind}{turn}.duckdb"), config={"threads": _threads()}) as connection:
        connection.execute(f"create table touchpoints as select * from {reader}")
        connection.execute("checkpoint")
    return perf_counter() - began


def _gate(file: Path, rows: int, directory: Path, turn: int) -> float:
    home = directory / f"{file.suffix[1:]}-home-{turn}"
    config = directory / "leadhouse.yml"
    entry = {"entity": "touchpoints", "path": file.name, "columns": {name: name for name in COLUMNS}}
    config.write_text(yaml.safe_dump({"files": [entry]}))
    settings = load_settings(config, home)
    ledger = Ledger(settings.home.ledger)
    # Schemas and empty tables are made once in the life of a warehouse.
    ingest_source(settings, ledger, "web")
    began = perf_counter()
    [report] = ingest_source(settings, ledger, "files")
    seconds = perf_counter() - began
    if report.rows_loaded != rows:
        raise AssertionError(f"{report.rows_loaded:,} of {rows:,} rows were loaded from {file.name}")
    return seconds


def _threads() -> int:
    return int(os.environ.get("LEADHOUSE_THREADS", "2"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    print(f"{'format':8} {'reader rows/s':>14} {'gate rows/s':>14} {'ratio':>6}")
    with TemporaryDirectory() as directory:
        for timing in measure(arguments.rows, arguments.rounds, Path(directory)):
            print(f"{timing.format:8} {timing.reader:14,.0f} {timing.gate:14,.0f} {timing.ratio:6.2f}")


if __name__ == "__main__":
    main()
