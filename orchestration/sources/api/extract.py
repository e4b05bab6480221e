"""A CRM's records since the last time, landed as Parquet: nothing is skipped, whenever the run is killed.

A stream's cursor moves only after its rows are on disk in the landing zone, so after a run that was killed something is
read twice, and nothing never. Rows that are read twice are known to the gate.
"""

from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pathlib import Path

from orchestration.contracts import contracts_of
from orchestration.errors import ConfigError, nearest
from orchestration.ledger import Ledger
from orchestration.settings import Settings
from orchestration.sources.api.config import ApiSource
from orchestration.sources.api.connection import connect
from orchestration.sources.api.cursors import Cursor, Cursors
from orchestration.sources.api.pieces import Landed, Pieces, Reading, scratch_directory
from orchestration.sources.api.reconcile import noticed
from orchestration.sources.api.session import Patience
from orchestration.sources.api.streams import Stream, Window, moment
from orchestration.warehouse import open_warehouse

# Rows after which a reading in the order of its stamps is landed, so that a killed run goes on from there.
PIECE = 200_000
PATIENCE = Patience()


def extract_source(settings: Settings, source: ApiSource, now: datetime, patience: Patience = PATIENCE) -> list[Landed]:
    """Land what is new in a CRM since the cursors of its streams, or all there is where that is due.

    Raises ConfigError or IngestError naming the stream at which it stopped; what landed before it stays landed.
    """
    vendor = import_module(f"orchestration.sources.api.{source.api}")
    contracts = {contract.table: contract for contract in contracts_of(source.api)}
    streams = _chosen(source, vendor.streams(connect(source, vendor, patience), contracts))
    cursors = Cursors(Ledger(settings.home.ledger), source)
    landed = []
    for stream in streams:
        cursor = cursors.find(stream.name, now)
        reading = Reading(settings.home, source, stream, contracts, _window(source, stream, cursor, now))
        landed += _read(settings, reading, cursors, cursor)
    return landed


def _chosen(source: ApiSource, streams: list[Stream]) -> list[Stream]:
    names = [stream.name for stream in streams]
    for name in source.objects:
        if name not in names:
            raise ConfigError(f"{source.place}: {source.api} has no object '{name}'.{nearest(name, names)}")
    return [stream for stream in streams if stream.name in source.objects or not source.objects]


def _window(source: ApiSource, stream: Stream, cursor: Cursor, now: datetime) -> Window:
    """Since the cursor, less the overlap in which late records are looked for; from the start where all is due.

    Of what is not compared, late ones are then looked for further back, to before the last time.
    """
    is_due = _is_due(source, cursor, now)
    if stream.stamp is None or cursor.reached_at is None or (is_due and stream.is_compared):
        return Window(source.start, now, is_full=True)
    start = cursor.reached_at - source.overlap
    if is_due:
        start = min(start, cursor.full_at - source.full_every)
    return Window(max(source.start, start), now, is_full=False)


def _is_due(source: ApiSource, cursor: Cursor, now: datetime) -> bool:
    return cursor.full_at is not None and now - cursor.full_at >= source.full_every


def _read(settings: Settings, reading: Reading, cursors: Cursors, cursor: Cursor) -> list[Landed]:
    stream, window = reading.stream, reading.window
    landed, reached = [], cursor.reached_at
    with scratch_directory(reading) as scratch:
        pieces = Pieces(reading, scratch, window.end if window.is_full else None)
        for record in stream.read(window):
            for table, row in stream.rows(record):
                pieces.add(table, row)
                if table == stream.name and stream.stamp:
                    reached = max(filter(None, (reached, moment(row[stream.stamp]))), default=None)
            if stream.is_ordered and pieces.count >= PIECE:
                landed += pieces.land()
                cursors.save(stream.name, replace(cursor, reached_at=reached))
        digest = None if stream.stamp else pieces.digest()
        if digest is None or digest != cursor.digest:
            landed += pieces.land()
            landed += _land_noticed(settings, reading, pieces, scratch / "noticed")
    # A stamp from beyond the window must not hide what is stamped between the two.
    reached = min(reached, window.end) if reached else None
    looked_far = window.is_full or cursor.full_at is None or _is_due(reading.source, cursor, window.end)
    full_at = window.end if looked_far else cursor.full_at
    cursors.save(stream.name, Cursor(reached, full_at, digest))
    return landed


def _land_noticed(settings: Settings, reading: Reading, pieces: Pieces, scratch: Path) -> list[Landed]:
    """Land what follows from comparing what was received with what earlier readings brought into the warehouse."""
    ledger, system = Ledger(settings.home.ledger), reading.source.system
    loads = {
        table: [
            load.load_id
            for load in ledger.loads(reading.contracts[table].name)
            if load.file_name.startswith(f"{system}/{load.table_name}/")
        ]
        for table in (reading.stream.name, *reading.stream.parts)
    }
    if not any(loads.values()):
        return []
    scratch.mkdir()
    rows = Pieces(reading, scratch, reading.window.end)
    with open_warehouse(settings.home, read_only=True) as connection:
        for table, row in noticed(connection, reading, pieces, loads):
            rows.add(table, row)
    return rows.land(noticed=True)
