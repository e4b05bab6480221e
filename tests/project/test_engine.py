"""What decides the numbers is pinned, and answers as it did when they were last looked at."""

import os
import re
from importlib.metadata import version
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.engine import STORAGE
from orchestration.manifest import PACKAGES
from tests.compiled_models import SETTINGS

PROJECT_ROOT = Path(__file__).parents[2]
QUESTIONS = yaml.safe_load(Path(__file__).with_name("engine_answers.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question["asks"][:40])
def test_O13_the_engine_answers_as_it_did(question):
    with duckdb.connect() as connection:
        connection.execute(SETTINGS)
        [answer] = connection.sql(f"select {question['asks']}").fetchall()
    assert str(answer) == question["answer"], question["decides"]


@pytest.mark.skipif("LEADHOUSE_NEXT" in os.environ, reason="`make test-next` asks another release on purpose")
@pytest.mark.parametrize("package", PACKAGES)
def test_O13_what_decides_numbers_is_pinned_by_its_hash_and_installed(package):
    constraints = (PROJECT_ROOT / "constraints.txt").read_text(encoding="utf-8")
    [pinned] = re.findall(rf"^{package}==(\S+) \\\n +--hash=sha256:", constraints, re.MULTILINE)
    assert version(package) == pinned


def test_what_dbt_sets_for_each_of_its_threads_may_be_set_while_others_plan():
    """`set disabled_optimizers` frees what a thread that plans is reading: one run in hundreds was ended by that."""
    profile = yaml.safe_load((PROJECT_ROOT / "profiles.yml").read_text(encoding="utf-8"))["leadhouse"]["outputs"]
    assert profile["duckdb"]["settings"].keys() <= {"TimeZone", "disabled_compression_methods"}
    assert profile["duckdb"]["config_options"].keys() == {
        "threads",
        "memory_limit",
        "disabled_optimizers",
        "storage_compatibility_version",
        "preserve_insertion_order",
        "allocator_background_threads",
        "allocator_flush_threshold",
        "allocator_bulk_deallocation_flush_threshold",
    }


def test_every_file_of_a_home_is_in_the_storage_that_readers_may_count_on(demo_home):
    files = [
        demo_home / "warehouse.duckdb",
        *demo_home.glob("build/*.duckdb"),
        *demo_home.glob("published/current/*.duckdb"),
    ]
    assert len(files) == 5
    with duckdb.connect() as connection:
        for number, file in enumerate(files):
            connection.execute(f"attach '{file}' as file_{number} (read_only)")
        stored = connection.sql("select tags from duckdb_databases() where database_name like 'file_%'").fetchall()
    assert stored == [({"storage_version": f"{STORAGE}+"},)] * len(files)
