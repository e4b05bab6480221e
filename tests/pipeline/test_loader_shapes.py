"""Tables as a common loader lands them pass our gate: every column is found under its name, every row is accounted for.

The tables are public samples; loader_shapes/<source>.yml says what they lack and which rows are no good, and why.
"""

import csv
import json
from pathlib import Path

import pytest
import yaml

from orchestration.contracts import contracts, contracts_of
from orchestration.ingest import LoadReport, ingest_source
from orchestration.ledger import Ledger
from orchestration.settings import load_settings
from orchestration.warehouse import verify_warehouse

SHAPE_FILES = sorted(Path(__file__).parent.glob("loader_shapes/*.yml"))
SHAPES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in SHAPE_FILES}
TABLES = [(source, table) for source, shape in SHAPES.items() for table in shape["tables"]]


def file_of(source: str, table: str) -> Path:
    """Where a table's sample lies among all samples."""
    return Path(SHAPES[source]["directory"], SHAPES[source]["tables"][table])


def lacking(source: str, table: str) -> set[str]:
    """The columns that the sample of a table is said to lack."""
    return {column for lacks in SHAPES[source]["lacking"].values() for column in lacks.get(table, [])}


@pytest.fixture(scope="module")
def reports(loader_samples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], LoadReport]:
    """Every sample loaded into the raw table of its name, without a column map."""
    home = tmp_path_factory.mktemp("loader_shapes")
    entries = [
        {"source": source, "system": source, "entity": table, "path": str(loader_samples / file_of(source, table))}
        for source, table in TABLES
    ]
    written = {"files": [{**entry, "may_end_without_newline": True} for entry in entries]}
    (home / "leadhouse.yml").write_text(json.dumps(written))
    settings = load_settings(home / "leadhouse.yml", home / "home")
    ledger = Ledger(settings.home.ledger)
    loaded = [report for source in SHAPES for report in ingest_source(settings, ledger, source)]
    verify_warehouse(settings, ledger)
    return {(report.source_system, report.table.partition(".")[2]): report for report in loaded}


@pytest.mark.parametrize("source", SHAPES)
def test_every_table_has_a_sample_or_a_reason_why_not(source):
    shape = SHAPES[source]
    known = {*shape["tables"], *shape["without_sample"]}
    assert known == {contract.table for contract in contracts_of(source)}
    assert not shape["tables"].keys() & shape["without_sample"].keys()


@pytest.mark.parametrize("source", SHAPES)
def test_every_sample_is_loaded_or_there_is_a_reason_why_not(loader_samples, source):
    shape = SHAPES[source]
    files = {path.name for path in (loader_samples / shape["directory"]).glob("*.csv")}
    unused = {name for names in shape["unused"].values() for name in names}
    assert files == {*shape["tables"].values(), *unused}


@pytest.mark.parametrize(("source", "table"), TABLES)
def test_every_column_is_found_under_its_name(loader_samples, source, table):
    with (loader_samples / file_of(source, table)).open(encoding="utf-8-sig", newline="") as lines:
        header = set(next(csv.reader(lines)))
    assert contracts()[f"{source}.{table}"].columns.keys() - header == lacking(source, table)


@pytest.mark.parametrize(("source", "table"), TABLES)
def test_every_row_is_loaded_or_quarantined_with_a_reason(loader_samples, reports, source, table):
    report = reports[source, table]
    with (loader_samples / file_of(source, table)).open(encoding="utf-8-sig", newline="") as lines:
        rows = sum(1 for _ in csv.DictReader(lines))
    assert report.rows_read == rows
    assert report.reasons == SHAPES[source].get("misfits", {}).get(table, {})
    assert report.rows_loaded == rows - sum(report.reasons.values()) > 0
