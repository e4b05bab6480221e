"""What readers meet: builds that change under them, older engines, spreadsheets, and data that must not be there."""

import csv
import io
import os
import struct
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration import explain as explaining
from orchestration import publish as publishing
from orchestration.cli import main
from orchestration.contracts import contracts
from orchestration.publish import current_build
from orchestration.query import Answer, ask, write_csv
from tests.pipeline.tiny_build import make_build, pass_audit

# Directories into which `make test-readers` installs other releases of DuckDB.
READERS = [Path(name) for name in os.environ.get("LEADHOUSE_DUCKDB_READERS", "").split(os.pathsep) if name]
# In the header of a DuckDB file: eight bytes of checksum, four of magic, eight of the version of its storage.
STORAGE_VERSION = struct.Struct("<8x4sQ")
# Of a company or a campaign as often as of a person.
UNCLEAR = {"name", "value"}
# Written by releases before 1.2, so that every release since 1.0 reads it.
OLDEST_STORAGE = 64


def publish(home: Path, hour: int) -> str:
    build = make_build(home / "build", hour)
    pass_audit(home / "build", build)
    publishing.publish(home / "build", home / "published", {"core"}, 1, build.started_at)
    return build.build_id


def shown_by(connection: duckdb.DuckDBPyConnection) -> str:
    return connection.sql("select build_id from core.builds").fetchone()[0]


def test_S02_a_kept_connection_sees_its_build_whole_and_a_new_one_the_new(tmp_path):
    first = publish(tmp_path, hour=0)
    pointer = tmp_path / "published" / "current" / "marts.duckdb"
    with duckdb.connect(str(pointer.resolve()), read_only=True) as kept:
        # Only one build is kept, so the first one's files are gone from their directory.
        second = publish(tmp_path, hour=1)
        assert not (tmp_path / "published" / first).exists()
        assert shown_by(kept) == first
        with duckdb.connect(str(pointer.resolve()), read_only=True) as fresh:
            assert shown_by(fresh) == second
        assert kept.sql("select count(*) from core.people").fetchone() == (1,)


def test_S03_all_questions_of_one_command_go_to_one_build(tmp_path, monkeypatch):
    first = publish(tmp_path, hour=0)
    asked = []

    def ask_around_a_publish(marts, sql, *_, **__):
        if asked:
            publish(tmp_path, hour=len(asked))
        asked.append(marts.resolve().parent.name)
        return Answer([], [("ada",)])

    def explain(marts, person, _touches):
        for _ in range(2):
            explaining.find_person(marts, person)
        return []

    monkeypatch.setattr(explaining, "ask", ask_around_a_publish)
    monkeypatch.setattr(explaining, "explain", explain)
    done = CliRunner().invoke(main, ["explain", "ada", "--home", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert asked == [first, first]
    assert current_build(tmp_path / "published").name != first


def test_S04_a_published_file_is_written_for_readers_of_older_releases(tmp_path):
    publish(tmp_path, hour=0)
    header = (current_build(tmp_path / "published") / "marts.duckdb").read_bytes()[: STORAGE_VERSION.size]
    assert STORAGE_VERSION.unpack(header) == (b"DUCK", OLDEST_STORAGE)


@pytest.mark.skipif(not READERS, reason="no other DuckDB is installed here; `make test-readers` installs some")
@pytest.mark.parametrize("reader", READERS, ids=lambda path: path.name)
def test_S04_other_releases_of_duckdb_open_the_published_file(tmp_path, reader):
    shown = publish(tmp_path, hour=0)
    program = f"""
import duckdb
marts = duckdb.connect({str(current_build(tmp_path / "published") / "marts.duckdb")!r}, read_only=True)
print(duckdb.__version__, *marts.sql("select build_id from core.builds").fetchall()[0])
"""
    done = subprocess.run(
        [sys.executable, "-S", "-c", program],
        env={"PYTHONPATH": str(reader)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    version, seen = done.stdout.split()
    assert version != duckdb.__version__
    assert seen == shown


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_S06_a_text_that_a_spreadsheet_would_execute_gets_an_apostrophe(sign):
    out = io.StringIO(newline="")
    write_csv(Answer(["company", "points"], [(f"{sign}HYPERLINK(1)", -5)]), out)
    [_, row] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert row == [f"'{sign}HYPERLINK(1)", "-5"]


def test_S08_no_mart_has_a_column_that_a_contract_calls_personal(demo_home):
    personal = {name for contract in contracts().values() for name, column in contract.columns.items() if column.pii}
    assert {"email", "phone", "last_name"} <= personal
    marts = current_build(demo_home / "published") / "marts.duckdb"
    columns = "concat_ws('.', schema_name, table_name, column_name), column_name"
    served = ask(marts, f"select {columns} from duckdb_columns() where not internal").rows
    assert len(served) > 300
    assert {place for place, name in served if name in personal - UNCLEAR} == set()
