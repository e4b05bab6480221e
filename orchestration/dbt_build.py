"""dbt in this process: the project is read once, and what was made comes back as it is."""

import fcntl
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.build import PROJECT_FILES, project_files
from orchestration.contracts import PROJECT_ROOT
from orchestration.errors import BuildFailed

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.contracts.results import BaseResult

DBT = Path(sys.executable).with_name("dbt")
# Of our own: dbt by hand writes what it reads to `target`, for whatever engine it was asked to build on.
READ = PROJECT_ROOT / "target" / "leadhouse"
PARSED = "partial_parse.msgpack"

# Unit tests hold the rules against invented rows: that is `make test`, not a run. Generic tests are held by a hook when
# all is built, and what the audit asks of the marts no test asks before. The manifest is written where it was read.
ARGUMENTS = [
    *("--no-use-colors", "--no-write-json", "--log-level-file", "none", "--use-fast-test-edges"),
    *("build", "--exclude-resource-type", "unit_test", "--exclude", "test_type:generic", "tag:audited"),
    *("--project-dir", str(PROJECT_ROOT), "--profiles-dir", str(PROJECT_ROOT)),
]

# Nodes that a run need not make are excluded by one tag: dbt compares each name with every node. And without `empty` it
# would leave out the tests that read them.
LEFT_OUT = "left_out"
WITHOUT_THEM = ("--exclude", f"tag:{LEFT_OUT}", "--indirect-selection", "empty")

# How the hook that holds the generic tests knows those that it need not hold (orchestration/generic_tests.py).
ASKED_ELSEWHERE = "asked_elsewhere"

# How the hook that holds the generic tests tells of one (macros/generic_tests.sql).
TOLD_BY_HOOK = re.compile(r"dbt test \w+: \d+ rows contradict it")


def prepare_manifest() -> Path:
    """The project's manifest, read anew if what it says has changed. Raises BuildFailed with dbt's words."""
    manifest, stamp, place = READ / "manifest.json", READ / "manifest.sha256", READ / "read_at"
    READ.mkdir(parents=True, exist_ok=True)
    with (READ / "manifest.lock").open("a") as lock:
        # Runs of several homes share the checkout: one parses, the others wait and read what it wrote.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.exists() or place.read_text() != str(PROJECT_ROOT):
            # A checkout that was copied or moved: dbt would take what it read elsewhere, and load the seeds from there.
            for read in (stamp, READ / PARSED):
                read.unlink(missing_ok=True)
            place.write_text(str(PROJECT_ROOT))
        current = _hash_of_what_is_read()
        if stamp.exists() and stamp.read_text() == current:
            return manifest
        stamp.unlink(missing_ok=True)
        parsed = subprocess.run(
            [DBT, "--no-use-colors", "parse", "--quiet", "--target-path", READ, "--log-path", READ],
            cwd=PROJECT_ROOT,
            # It is the same for every home; what dbt read for one it would not trust for another.
            env={**os.environ, "LEADHOUSE_HOME": str(READ)},
            capture_output=True,
            text=True,
            check=False,
        )
        if parsed.returncode != 0:
            raise BuildFailed(f"dbt cannot read the project:\n{parsed.stdout.strip() or parsed.stderr.strip()}")
        stamp.write_text(current)
        return manifest


def build(
    target: Path,
    arguments: Iterable[str] = (),
    engine: str = "duckdb",
    left_out: Collection[str] = (),
    unasked: Collection[str] = (),
) -> "list[BaseResult]":
    """What became of each node and hook of a `dbt build`, told in `target/run_results.json` as well.

    `engine` names an output of profiles.yml. For Spark dbt reads the project anew: schemas and types are other there.
    Nodes that are `left_out` (unique ids) are not made; tests that read them are held, but for those `unasked`.

    Raises BuildFailed with those that failed, or with what stopped dbt.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager
    from dbt.adapters.factory import reset_adapters
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.event_manager_client import ctx_set_event_manager, get_event_manager

    from orchestration.dbt_events import HeardEvents

    # Since this process began, the project may have changed.
    project = None
    if engine == "duckdb":
        project = Manifest.from_msgpack(prepare_manifest().with_name(PARSED).read_bytes())
        for name in left_out:
            project.nodes[name].tags.append(LEFT_OUT)
        for name in unasked:
            project.nodes[name].tags.append(ASKED_ELSEWHERE)
        project.build_flat_graph()
        leave_out_tests(project)
    else:
        stop_session = teach_dbt_spark()
    # If dbt stops before it has results, those of the last run must not speak for it.
    run_results = target / "run_results.json"
    run_results.unlink(missing_ok=True)
    events = get_event_manager()
    ctx_set_event_manager(HeardEvents())
    try:
        places = ["--target-path", str(target), "--log-path", str(target)]
        chosen = [*arguments, *(WITHOUT_THEM if left_out else ())]
        done = dbtRunner(manifest=project).invoke([*ARGUMENTS, *places, "--target", engine, *chosen])
    finally:
        ctx_set_event_manager(events)
        # The files are the next step's to open, in its own way.
        reset_adapters()
        DuckDBConnectionManager.close_all_connections()
        if engine != "duckdb":
            stop_session()
    if done.result is None:
        if done.exception is None or isinstance(done.exception, Exception):
            raise BuildFailed(str(done.exception)) from done.exception
        raise done.exception
    done.result.write(str(run_results))
    if not done.success:
        raise BuildFailed(failures(done.result.results))
    return done.result.results


def leave_out_tests(project: "Manifest") -> None:
    """Take the tests that `ARGUMENTS` exclude out of what dbt looks for circles in: they are more than half of it.

    Hooks know of them from the flat graph, which is made before.
    """
    project.unit_tests.clear()
    for name in [name for name, node in project.nodes.items() if getattr(node, "test_metadata", None)]:
        del project.nodes[name]


def teach_dbt_spark() -> Callable[[], None]:
    """Let dbt-spark run Python models in its session; what ends it. Raises BuildFailed where Spark is not installed."""
    try:
        from orchestration.dbt_on_spark import stop_session, teach_dbt
    except ImportError as error:
        raise BuildFailed("target: spark needs PySpark and dbt-spark here. docs/scale.md says how.") from error
    teach_dbt()
    return stop_session


def failures(results: "Iterable[BaseResult]") -> str:
    """Which models and tests failed, and what each counted or said."""
    return "\n".join(_failure(result) for result in results if result.status in {"error", "fail", "runtime error"})


def _failure(result: "BaseResult") -> str:
    if told := TOLD_BY_HOOK.findall(result.message or ""):
        return "\n".join(told)
    kind, _, name = result.node.unique_id.split(".")[:3]
    if result.status == "fail":
        return f"dbt {kind} {name}: {result.failures} rows contradict it"
    return f"dbt {kind} {name}: {' '.join(result.message.split())}"


def _hash_of_what_is_read() -> str:
    """Of what dbt reads before it builds: of a seed its name, not its rows, so that a rule may change at no cost."""
    digest = hashlib.sha256(f"dbt-core {version('dbt-core')}, dbt-duckdb {version('dbt-duckdb')}".encode())
    for path in project_files(PROJECT_ROOT, PROJECT_FILES):
        digest.update(f"{path.relative_to(PROJECT_ROOT).as_posix()}\0".encode())
        if path.suffix != ".csv":
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
