"""What a BI tool does: ask through the pointer, while builds are published; or read the files that were exported."""

import csv
import json
import threading
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.pool import NullPool

from orchestration import export as exporting
from orchestration import publish as publishing
from orchestration.cli import main
from tests.pipeline.tiny_build import CANARY, make_build, pass_audit

BUILDS = 5


def publish(home, hour=0, **build_options):
    build = make_build(home / "build", hour, **build_options)
    pass_audit(home / "build", build)
    publishing.publish(home / "build", home / "published", {"core"}, 10, build.started_at)
    return build.build_id


def reader(home):
    """As docs/bi.md says: read-only, and a connection anew for each question."""
    marts = home / "published" / "current" / "marts.duckdb"
    return create_engine(f"duckdb:///{marts}", connect_args={"read_only": True}, poolclass=NullPool)


def shown(engine) -> str:
    with engine.connect() as connection:
        return connection.execute(text("select build_id from core.builds")).scalar_one()


def test_a_tool_lists_what_there_is_and_cannot_write(tmp_path):
    publish(tmp_path)
    engine = reader(tmp_path)
    assert "marts.core" in inspect(engine).get_schema_names()
    assert set(inspect(engine).get_table_names("core")) == {"people", "builds"}
    with engine.connect() as connection, pytest.raises(ProgrammingError, match="read-only"):
        connection.execute(text("delete from core.people"))


def test_each_question_is_answered_by_a_whole_build_and_the_next_one_by_the_newest(tmp_path):
    names = [publish(tmp_path)]
    engine, answers, is_over = reader(tmp_path), [], threading.Event()

    def ask() -> None:
        while not is_over.is_set():
            answers.append(shown(engine))

    asking = threading.Thread(target=ask)
    asking.start()
    names += [publish(tmp_path, hour) for hour in range(1, BUILDS)]
    is_over.set()
    asking.join()
    assert answers == sorted(answers)
    assert set(answers) <= set(names)
    assert shown(engine) == names[-1]


def export(home, directory, *options, code=0) -> str:
    result = CliRunner().invoke(main, ["export", str(directory), *options, "--home", str(home)])
    assert result.exit_code == code, result.output
    return result.output


def rows_of(file: Path) -> list[tuple]:
    with duckdb.connect() as connection:
        return connection.read_parquet(str(file)).fetchall()


def test_each_mart_is_a_file_and_personal_data_are_in_none(tmp_path):
    build_id = publish(tmp_path)
    said = export(tmp_path, tmp_path / "out")
    assert build_id in said
    files = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert files == ["core.builds.parquet", "core.people.parquet", "export.json"]
    assert rows_of(tmp_path / "out" / "core.people.parquet") == [("ada", 10)]
    receipt = json.loads((tmp_path / "out" / "export.json").read_text())
    assert receipt == {"build_id": build_id, "format": "parquet", "rows": {"core.builds": 1, "core.people": 1}}
    assert not [path for path in (tmp_path / "out").iterdir() if CANARY.encode() in path.read_bytes()]


def test_a_spreadsheet_executes_nothing_of_a_csv(tmp_path):
    publish(tmp_path, people="select '=1+1' as person_id, -5 as lead_score")
    export(tmp_path, tmp_path / "out", "--format", "csv", "--mart", "core.people")
    with (tmp_path / "out" / "core.people.csv").open(encoding="utf-8", newline="") as lines:
        assert list(csv.reader(lines)) == [["person_id", "lead_score"], ["'=1+1", "-5"]]


def test_an_export_that_fails_leaves_the_files_of_the_one_before(tmp_path, monkeypatch):
    first = publish(tmp_path)
    export(tmp_path, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    publish(tmp_path, hour=1, people="select 'bob' as person_id, 20 as lead_score")

    def full(connection, name, file):
        file.write_bytes(b"half")
        raise OSError(28, "No space left on device", str(file))

    with monkeypatch.context() as patch:
        patch.setitem(exporting.WRITERS, "parquet", full)
        assert "No space left" in export(tmp_path, tmp_path / "out", code=1)
    assert all((tmp_path / "out" / name).read_bytes() == content for name, content in before.items())
    assert json.loads((tmp_path / "out" / "export.json").read_text())["build_id"] == first

    export(tmp_path, tmp_path / "out")
    assert rows_of(tmp_path / "out" / "core.people.parquet") == [("bob", 20)]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(before)


def test_a_mart_that_there_is_not_is_told_beside_those_that_there_are(tmp_path):
    publish(tmp_path)
    said = export(tmp_path, tmp_path / "out", "--mart", "core.peple", code=1)
    assert "no mart core.peple" in said
    assert "core.people" in said
    assert not (tmp_path / "out").exists()
