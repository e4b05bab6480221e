"""dbt reads the project when what it reads has changed, and not for each new rule or home."""

import shutil
import subprocess

import pytest

from orchestration import dbt_build
from orchestration.errors import BuildFailed


@pytest.fixture
def times_read(tmp_path, monkeypatch):
    """A project of a model and a seed; how often dbt was asked to read it."""
    for name in ("dbt_project/models/people.sql", "seeds/lead_score/rules.csv"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("as it was")
    times = []

    def read(arguments, **_):
        times.append(arguments)
        return subprocess.CompletedProcess(arguments, returncode=0)

    monkeypatch.setattr(dbt_build, "PROJECT_ROOT", tmp_path)
    monkeypatch.setattr(dbt_build, "READ", tmp_path / "target")
    monkeypatch.setattr(subprocess, "run", read)
    return times


def test_rows_of_a_seed_are_nothing_that_dbt_reads_beforehand(tmp_path, times_read, monkeypatch):
    dbt_build.prepare_manifest()
    (tmp_path / "seeds" / "lead_score" / "rules.csv").write_text("thirty points")
    monkeypatch.setenv("LEADHOUSE_HOME", str(tmp_path / "another"))
    dbt_build.prepare_manifest()
    assert len(times_read) == 1


@pytest.mark.parametrize("changed", ["dbt_project/models/people.sql", "seeds/lead_score/more_rules.csv"])
def test_a_model_that_changed_and_a_seed_that_came_are_read(tmp_path, times_read, changed):
    dbt_build.prepare_manifest()
    (tmp_path / changed).write_text("as it is")
    dbt_build.prepare_manifest()
    assert len(times_read) == 2


def test_a_copy_of_a_checkout_is_read_from_the_start(tmp_path, times_read, monkeypatch):
    dbt_build.prepare_manifest()
    parsed = tmp_path / "target" / dbt_build.PARSED
    parsed.write_text("where the seeds lie")
    dbt_build.prepare_manifest()
    assert parsed.exists()

    copy = shutil.copytree(tmp_path, tmp_path / "copy")
    monkeypatch.setattr(dbt_build, "PROJECT_ROOT", copy)
    monkeypatch.setattr(dbt_build, "READ", copy / "target")
    dbt_build.prepare_manifest()
    assert len(times_read) == 2
    assert not (copy / "target" / dbt_build.PARSED).exists()


def test_a_project_that_dbt_cannot_read_is_read_again(times_read, monkeypatch):
    failed = subprocess.CompletedProcess([], returncode=2, stdout="no such macro", stderr="")
    with monkeypatch.context() as broken:
        broken.setattr(subprocess, "run", lambda *_, **__: failed)
        with pytest.raises(BuildFailed, match="no such macro"):
            dbt_build.prepare_manifest()
    dbt_build.prepare_manifest()
    assert len(times_read) == 1
