"""What programs and impatient people get: JSON, silence, exit codes, completion, and a line that moves."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import orchestration.run
from orchestration.cli import main
from orchestration.cli_options import EXIT_CODES
from orchestration.errors import LeadhouseError
from orchestration.manifest import read_manifest
from orchestration.progress import Steps, in_words
from tests.pipeline.test_cli import publish

ROOT = Path(__file__).parents[2]
SHELLS = ["bash", "zsh", "fish"]


def told(home: Path, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*arguments, "--home", str(home)])
    assert result.exit_code == code, result.output
    return result.stdout


def as_json(home: Path, *arguments: str, code: int = 0):
    return json.loads(told(home, *arguments, "--json", code=code))


def test_the_state_of_a_home_is_json(tmp_path):
    assert as_json(tmp_path, "status")["published"] is None
    build_id = publish(tmp_path, hour=0)
    state = as_json(tmp_path, "status")
    assert (state["published"]["build_id"], state["published"]["marts"]) == (build_id, 2)
    assert (state["loads"]["read"], state["stopped"], state["is_restore_needed"]) == (0, None, False)
    [build] = as_json(tmp_path, "builds")
    assert (build["build_id"], build["is_shown"], build["is_kept"]) == (build_id, True, True)
    assert as_json(tmp_path, "quarantine", "list") == []
    assert {part["part"]: part["damage"] for part in as_json(tmp_path, "verify")}["published"] == []


@pytest.fixture
def finished(tmp_path, monkeypatch):
    """A home whose next run publishes at once, and alerts."""
    publish(tmp_path, hour=0)
    (tmp_path / "leadhouse.yml").write_text("")
    shown = read_manifest(tmp_path / "published" / "current").model_copy(update={"alerts": ["odd"]})

    def run_job(settings, full_refresh, verbose, accepted, select, steps):
        steps.end("transform", "2 tables and views", 1.5)
        return shown

    monkeypatch.setattr(orchestration.run, "run_job", run_job)
    monkeypatch.setattr("orchestration.status.unmapped_words", lambda _: 3)
    return tmp_path


def test_a_run_is_lines_or_json_or_only_what_is_odd(finished):
    said = told(finished, "run")
    assert re.search(r"transform +2 tables and views +1.5 s\n", said)
    assert "3 words of your sources are in no seed yet" in said
    told_to_programs = as_json(finished, "run")
    assert told_to_programs["status"] == "published"
    assert (told_to_programs["alerts"], told_to_programs["unmapped_words"]) == (["odd"], 3)
    assert [step["step"] for step in told_to_programs["steps"]] == ["transform", "in all"]
    quiet = CliRunner().invoke(main, ["run", "-q", "--home", str(finished)])
    assert (quiet.stdout, quiet.stderr) == ("", "Alert: odd\n")


def test_every_exit_code_stands_in_the_help(finished, monkeypatch):
    said = CliRunner().invoke(main, ["--help"]).output
    assert all(f"{code}  {meaning}" in said for code, meaning in EXIT_CODES.items())

    def stop(*arguments):
        raise LeadhouseError("it stopped")

    monkeypatch.setattr(orchestration.run, "run_job", stop)
    told(finished, "run", code=1)
    told(finished, "run", "--as-of", "soon", code=2)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_line_moves_below_those_that_stay(monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "140")
    steps = Steps("moving", Terminal(), usual_seconds=500)
    with steps.moving():
        steps.begin("transform")
        steps.counts["tables and views"] += 12
        steps.end("raw_files", "5 loaded", 0.5)
    assert str(steps.__rich__()).startswith("transform")
    assert re.search(r"12 tables and views +\d+ s, about \d+ s left", str(steps.__rich__()))
    assert re.search(r"raw_files +5 loaded +0.5 s\n", steps.stream.getvalue())
    assert "\x1b[" in steps.stream.getvalue()


def test_what_is_no_terminal_gets_lines_alone():
    steps = Steps("moving", io.StringIO())
    with steps.moving():
        steps.begin("transform")
        steps.end("transform", in_words(steps.counts), 2)
    assert steps.stream.getvalue() == f"{'transform':38} {'':48} {2:8.1f} s\n"


def completion(shell: str, **environment: str) -> subprocess.CompletedProcess:
    program = "from orchestration.cli import main; main(prog_name='leadhouse')"
    variables = {**os.environ, "_LEADHOUSE_COMPLETE": f"{shell}_source", **environment}
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=variables, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands(shell):
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")
    script = completion(shell)
    assert script.returncode == 0, script.stderr
    read = subprocess.run([shell, "-n"], input=script.stdout, capture_output=True, text=True, check=False)
    assert read.returncode == 0, read.stderr
    words = {"COMP_WORDS": "leadhouse quarantine re", "COMP_CWORD": "re" if shell == "fish" else "2"}
    assert "replay" in completion(shell, _LEADHOUSE_COMPLETE=f"{shell}_complete", **words).stdout
