"""`leadhouse run` again: what is done twice is done once."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.build import PROGRAM_FILES, PROJECT_FILES, project_files
from orchestration.dbt_build import READ
from orchestration.manifest import Manifest, MartEntry, read_manifest
from orchestration.publish import current_build
from tests.conftest import CANARY

ROOT = Path(__file__).parents[2]
# What the last run left and no moment decides: rows of the project, and views of them.
LASTING = {"seed.leadhouse.scoring_rules", "model.leadhouse.int_web__touchpoints"}
# Where addresses belong: what came in, what keeps it for the build, and what a sync to a CRM needs.
PERSONAL = {"inbox", "landing", "truth", "warehouse.duckdb", "activation.duckdb"}

ADDRESSES = """
select email from raw_files.leads where email is not null
union
select email from raw_salesforce.lead where email is not null
union
select property_email from raw_hubspot.contact where property_email is not null
union
select email from raw_marketo.lead where email is not null
union
select email from raw_pardot.prospect where email is not null
union
select email from raw_zoho.lead where email is not null
"""


@pytest.fixture(scope="module")
def home(demo_home, tmp_path_factory) -> Path:
    """A home of one's own to run in again: what readers of the demo's see stays as it is."""
    return shutil.copytree(demo_home, tmp_path_factory.mktemp("again") / "home", symlinks=True)


@pytest.fixture
def project(tmp_path) -> Path:
    """A copy of the checkout, in which a rule may change."""
    for path in project_files(ROOT, (*PROJECT_FILES, *PROGRAM_FILES)):
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    # With what dbt read there, as whoever copies a directory takes it along.
    shutil.copytree(READ, tmp_path / READ.relative_to(ROOT))
    return tmp_path


def run_again(home: Path, *options: str, project: Path = ROOT, then: str = "") -> str:
    """Run the home's config in a process of its own, and `then` some Python in the same process."""
    arguments = ["run", "--config", str(home / "leadhouse.yml"), "--home", str(home), *options]
    program = f"import sys\nfrom orchestration.cli import main\nmain({arguments!r}, standalone_mode=False)\n{then}"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_run_with_nothing_new_says_so_and_does_not_wake_dagster(home):
    shown = current_build(home / "published")
    said = run_again(home, then="assert not {'dagster', 'great_expectations', 'dbt'} & set(sys.modules)")
    assert "Nothing is new" in said
    assert current_build(home / "published") == shown


def test_X02_building_again_gives_the_same_marts_continued_from_the_start_or_by_the_rules_that_changed(home, project):
    before = read_manifest(current_build(home / "published"))
    with (home / "leadhouse.yml").open("a") as config:
        config.write("# Read anew, it says the same.\n")
    run_again(home)
    continued = read_manifest(current_build(home / "published"))
    assert continued.build_id > before.build_id
    assert of_facts(continued) == of_facts(before)
    assert not made_by_last_run(home) & LASTING
    assert last_run(home)["build_id"] == continued.build_id
    assert last_run(home)["only_news"]

    rules = project / "seeds" / "lead_score" / "scoring_rules.csv"
    as_before = rules.read_text(encoding="utf-8")
    rules.write_text(as_before.replace(",cart_add,,12,", ",cart_add,,40,"), encoding="utf-8")
    run_again(home, "--full-refresh", project=project)
    otherwise = read_manifest(current_build(home / "published"))
    changed = {name for name, mart in of_facts(otherwise).items() if mart != before.marts[name]}
    assert {"lead_score.lead_scores", "lifecycle.lifecycle_intervals", "channel_roi.attribution_credits"} <= changed
    assert made_by_last_run(home) >= LASTING
    assert "only_news" not in last_run(home)

    rules.write_text(as_before, encoding="utf-8")
    run_again(home, "--select", "lead_score", project=project)
    selected = read_manifest(current_build(home / "published"))
    assert selected.selected == "lead_score"
    assert of_facts(selected) == of_facts(before)
    seeds = {result for result in results_of_last_run(home) if result.startswith("seed.")}
    assert seeds == {"seed.leadhouse.scoring_rules"}


def made_by_last_run(home: Path) -> set[str]:
    """What a run that is no `--select` made. Whichever it is, it makes some models and holds all singular tests."""
    made = results_of_last_run(home)
    assert "model.leadhouse.stg_orders__orders" in made
    assert {name for name in made if name.startswith("test.")} == singular_tests()
    return made


def results_of_last_run(home: Path) -> set[str]:
    return {result["unique_id"] for result in json.loads((home / "dbt" / "run_results.json").read_text())["results"]}


def last_run(home: Path) -> dict[str, Any]:
    """The variables that the last complete run left."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        [(variables,)] = warehouse.sql("select variables from kept.last_run").fetchall()
    return json.loads(variables)


def singular_tests() -> set[str]:
    """Those that a run does not leave to the audit."""
    paths = (ROOT / "dbt_project" / "tests").rglob("*.sql")
    return {
        f"test.leadhouse.{path.stem}"
        for path in paths
        if path.parent.name != "generic" and "tags=['audited']" not in path.read_text(encoding="utf-8")
    }


def of_facts(manifest: Manifest) -> dict[str, MartEntry]:
    """The marts that do not tell of the loads themselves."""
    return {name: mart for name, mart in manifest.marts.items() if not name.startswith("data_quality.")}


def around_each_sign(content: bytes) -> bytes:
    """All of a content in which an address can stand."""
    longest = 100
    return b"\n".join(content[max(at.start() - longest, 0) : at.end() + longest] for at in re.finditer(b"@", content))


def test_V06_an_address_is_only_where_addresses_belong(home):
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        found = warehouse.execute(ADDRESSES).fetchall()
    addresses = {address.encode() for (address,) in found if "@" in address}
    assert len(addresses) > 500
    files = [
        path
        for path in home.rglob("*")
        if path.is_file() and not PERSONAL & set(path.relative_to(home).parts) and not path.is_symlink()
    ]
    contents = {path.relative_to(home).as_posix(): around_each_sign(path.read_bytes()) for path in files}
    assert {"run.log", "build/marts.duckdb", "build/audit.json"} <= set(contents)
    leaks = {name for name, content in contents.items() if any(address in content for address in addresses)}
    assert leaks == set()


def test_O06_a_credential_of_the_environment_is_in_no_file_that_a_run_writes(demo_home):
    files = [path for path in demo_home.rglob("*") if path.is_file() and not path.is_symlink()]
    names = {path.relative_to(demo_home).parts[0] for path in files}
    assert {"warehouse.duckdb", "ledger.sqlite", "run.log", "dagster", "dbt", "published"} <= names
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []
