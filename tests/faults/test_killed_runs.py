"""A run killed at any moment; `make chaos` does the same to the command itself, a hundred times.

Here its steps are called one after another without dbt and Dagster, so that ten kills take no longer than two runs.
"""

import pickle
import random
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.assets import _rows_by_entity
from orchestration.build import Build, begin, build_id
from orchestration.dashboard import write_dashboard
from orchestration.ledger import Ledger
from orchestration.lock import only_writer
from orchestration.publish import publish
from orchestration.quality import audit, suite_names
from orchestration.sources.demo import generate
from tests.compiled_models import looking_from, models_up_to
from tests.faults.killing import finished, killed_after, killed_at, whole_build_of_readers
from tests.whole_build import OF_LOADS, WholeBuild

AS_OF = datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)
PEOPLE, SEED, DAYS, KILLS = 250, 3, 400, 10
PROGRAM = """
import pickle, sys
from pathlib import Path
from tests.faults.test_killed_runs import run
made, config, number = sys.argv[1:]
run(pickle.loads(Path(made).read_bytes()), Path(config), int(number))
"""


def run(made: WholeBuild, config: Path, number: int) -> None:
    """All steps from files to readers."""
    settings = made.settings()
    began = AS_OF + timedelta(hours=number)
    with only_writer(made.home):
        made.load(config)
        ledger = Ledger(settings.home.ledger)
        build = Build(build_id=build_id(began, "abcdef"), started_at=began, as_of=AS_OF, fingerprint="rules")
        begin(settings.home.build, build)
        made.build()
        result = audit(settings.home.build, _rows_by_entity(ledger), began)
        assert result.passed, [str(failure) for failure in result.failures]
        write_dashboard(settings.home.marts, settings.home.build, build.build_id, AS_OF, "USD")
        publish(settings.home.build, settings.home.published, suite_names(), settings.keep_builds, began)


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    return generate(tmp_path_factory.mktemp("company"), PEOPLE, SEED, DAYS)


@pytest.fixture(scope="module")
def command(empty_build, manifest, company, tmp_path_factory) -> Callable[[str, int], tuple[Path, list[str]]]:
    """A home by its name, empty at first, and the command of the run of a number in it."""
    empty, _ = empty_build
    directory = tmp_path_factory.mktemp("killed")
    models = looking_from(models_up_to(manifest), AS_OF)

    def of(name: str, number: int) -> tuple[Path, list[str]]:
        home, pickled = directory / name, directory / f"{name}.pickle"
        if not home.exists():
            pickled.write_bytes(pickle.dumps(WholeBuild.begin(empty, home, models)))
        return home, [sys.executable, "-c", PROGRAM, str(pickled), str(company), str(number)]

    return of


def marts_of(home: Path) -> dict[str, str]:
    """What readers have, found whole; without the marts that tell of loads, which were other ones."""
    marts = whole_build_of_readers(home).marts
    return {name: mart.content for name, mart in marts.items() if not name.startswith(OF_LOADS)}


# The ends and middles of stages; those of loading and publishing, which take less, are in the tests of these.
POINTS = [
    ("tests.whole_build.copy_books", "after"),
    ("tests.compiled_models._fitted", "before"),
    ("orchestration.quality.write_data_docs", "before"),
    ("tests.faults.test_killed_runs.write_dashboard", "after"),
]


def test_X01_ten_runs_killed_anywhere_harm_no_reader_and_the_next_ends_like_an_undisturbed_one(command, tmp_path):
    log = tmp_path / "log"
    home, calmly = command("calm", 0)
    seconds = finished(calmly, log)
    undisturbed = marts_of(home)
    chance = random.Random(SEED)
    killed = 0
    for number in range(KILLS):
        home, again = command("killed", number)
        if number < len(POINTS):
            killed_at(*POINTS[number], PROGRAM, *again[3:])
            killed += 1
        else:
            killed += killed_after(again, chance.uniform(0, seconds), log)
        # The first may be killed before readers have anything.
        if (home / "published" / "current").exists():
            assert marts_of(home) == undisturbed
    home, again = command("killed", KILLS)
    finished(again, log)
    assert marts_of(home) == undisturbed
    assert killed >= KILLS / 2
