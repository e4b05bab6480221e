"""A run for each change: by a process that stands ready if what it has read still counts, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PROJECT_ROOT

PROGRAM = """
import os, signal, sys, time
from pathlib import Path
from orchestration import on_change
from orchestration.settings import load_settings

root = Path(sys.argv[1])
on_change.RUNS = 3

def get_ready(settings):
    global model
    model = (root / "dbt_project" / "model.sql").read_text()
    with (root / "ready").open("a") as ready:
        ready.write(".")
    if model == "broken":
        raise ValueError(model)

def run(request):
    with (root / "runs").open("a") as runs:
        runs.write(f"{request['asked']} {globals().get('model')} {(root / 'seeds' / 'rules.csv').read_text()}\\n")
    while (root / "slow").exists():
        time.sleep(0.05)
    if (root / "failing").exists():
        sys.exit(1)

if __name__ == "__main__":
    # As on a terminal: whoever starts these tests in the background has them ignore Ctrl-C.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    settings = load_settings(home=root / "home").model_copy(update={"project_root": root, "config_path": None})
    on_change.run_on_change(on_change.Runs(get_ready, run, {"asked": "lead_score"}, settings))
"""
# How long a process may take to begin, and a change to be seen, on a machine with other things to do.
SECONDS = 60


class Project:
    """A project of one seed and one model, and the processes that run for it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for name, content in {"seeds/rules.csv": "1", "dbt_project/model.sql": "select 1"}.items():
            self.write(name, content)
        (root / "program.py").write_text(PROGRAM)
        self.said = root / "said"
        with self.said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, root / "program.py", root],
                stdout=said,
                stderr=said,
                env={**os.environ, "PYTHONPATH": str(PROJECT_ROOT)},
                start_new_session=True,
            )

    def write(self, name: str, content: str) -> None:
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content)

    @property
    def runs(self) -> list[str]:
        runs = self.root / "runs"
        return runs.read_text().splitlines() if runs.exists() else []

    @property
    def began(self) -> int:
        """How many processes have got ready, or tried to."""
        return len((self.root / "ready").read_text())

    def wait(self, until: Callable[[], bool]) -> None:
        began = time.monotonic()
        while not until():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() - began < SECONDS, self.said.read_text()
            time.sleep(0.05)

    def wait_for_runs(self, count: int) -> list[str]:
        self.wait(lambda: len(self.runs) >= count)
        self.wait(lambda: self.said.read_text().count("Waiting for a change") >= count)
        return self.runs

    def end(self) -> int:
        """As Ctrl-C on a terminal: every process of the group hears it."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(SECONDS)


def is_there(group: int) -> bool:
    """Whether any process of a group lives."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def project(tmp_path):
    project = Project(tmp_path)
    yield project
    if project.process.poll() is None:
        os.killpg(project.process.pid, signal.SIGKILL)


def test_a_changed_rule_is_read_by_the_process_that_stands_ready(project):
    assert project.wait_for_runs(1) == ["lead_score select 1 1"]
    project.write("seeds/rules.csv", "2")
    assert project.wait_for_runs(2)[1:] == ["lead_score select 1 2"]
    assert project.began == 1
    assert f"Changed: {project.root / 'seeds' / 'rules.csv'}." in project.said.read_text()
    assert project.end() == 0
    assert "Traceback" not in project.said.read_text()


def test_a_changed_model_is_read_by_another_process(project):
    project.wait_for_runs(1)
    project.write("dbt_project/model.sql", "select 2")
    assert project.wait_for_runs(2)[1:] == ["lead_score select 2 1"]
    assert project.began == 2


def test_a_model_that_changed_after_a_rule_is_read_by_another_process(project):
    project.wait_for_runs(1)
    project.write("seeds/rules.csv", "2")
    project.wait_for_runs(2)
    project.write("dbt_project/model.sql", "select 2")
    assert project.wait_for_runs(3)[2:] == ["lead_score select 2 2"]


def test_after_some_runs_another_process_takes_its_place(project):
    for run in range(1, 5):
        project.write("seeds/rules.csv", str(run))
        project.wait_for_runs(run)
    assert [run.split()[-1] for run in project.runs] == ["1", "2", "3", "4"]
    assert project.began == 2


def test_a_run_that_fails_and_one_that_could_not_get_ready_are_followed_by_others(project):
    project.wait_for_runs(1)
    project.write("failing", "")
    project.write("dbt_project/model.sql", "broken")
    project.wait_for_runs(2)
    project.write("dbt_project/model.sql", "select 3")
    assert project.wait_for_runs(3)[1:] == ["lead_score broken 1", "lead_score select 3 1"]


def test_a_process_whose_run_failed_runs_no_more(project):
    project.write("failing", "")
    project.wait_for_runs(1)
    # Another gets ready at once, not when the rule is saved.
    project.wait(lambda: project.began == 2)
    (project.root / "failing").unlink()
    project.write("seeds/rules.csv", "2")
    assert project.wait_for_runs(2)[1:] == ["lead_score select 1 2"]
    assert project.began == 2


def test_what_changes_while_it_runs_is_run_for_afterwards(project):
    project.wait_for_runs(1)
    project.write("slow", "")
    project.write("seeds/rules.csv", "2")
    project.wait(lambda: len(project.runs) == 2)
    project.write("seeds/rules.csv", "3")
    (project.root / "slow").unlink()
    project.wait(lambda: len(project.runs) == 3)
    assert project.runs[2] == "lead_score select 1 3"


def test_files_that_editors_hide_are_no_change(project):
    project.wait_for_runs(1)
    for name in (".rules.csv.swp", "rules.csv~"):
        project.write(f"seeds/{name}", "x")
    project.write("seeds/rules.csv", "2")
    project.wait_for_runs(2)
    assert f"Changed: {project.root / 'seeds' / 'rules.csv'}." in project.said.read_text()


def test_ctrl_c_ends_a_run_and_all_processes(project):
    project.wait_for_runs(1)
    project.write("slow", "")
    project.write("seeds/rules.csv", "2")
    project.wait(lambda: len(project.runs) == 2)
    assert project.end() == 0
    # Python's own helper ends a moment after the last process that it helps.
    until = time.monotonic() + SECONDS
    while is_there(project.process.pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_there(project.process.pid)
    assert "Traceback" not in project.said.read_text()
