"""The same input gives the same numbers: on any machine, in any order, in however many loads."""

import io
import json
import os
import pickle
import random
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from orchestration.sources.demo import generate
from tests.compiled_models import looking_from, models_up_to
from tests.whole_build import WholeBuild

ROOT = Path(__file__).parents[2]
AS_OF = datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)
PEOPLE, SEED, DAYS = 250, 3, 400
ELSEWHERE = """
import json, pickle, sys
from pathlib import Path
made = pickle.loads(Path(sys.argv[1]).read_bytes())
made.load(Path(sys.argv[2]))
print(json.dumps(made.build()))
"""


@pytest.fixture(scope="module")
def fresh(empty_build, manifest, tmp_path_factory) -> Callable[[], WholeBuild]:
    """Homes that nothing was loaded into."""
    empty, _ = empty_build
    models = looking_from(models_up_to(manifest), AS_OF)
    return lambda: WholeBuild.begin(empty, tmp_path_factory.mktemp("home"), models)


@pytest.fixture(scope="module")
def company(tmp_path_factory) -> Path:
    """The leadhouse.yml of an invented company, whose files lie beside it."""
    return generate(tmp_path_factory.mktemp("company"), PEOPLE, SEED, DAYS)


@pytest.fixture(scope="module")
def whole(fresh, company) -> dict[str, str]:
    """The marts of all files, each loaded once as it is."""
    made = fresh()
    made.load(company)
    marts = made.build()
    assert len(marts) > 30
    assert made.query("select count(*) > 100 from marts.lead_score.lead_scores") == [(True,)]
    return marts


def different(marts: dict[str, str], others: dict[str, str]) -> set[str]:
    """The marts whose content is not the same."""
    assert marts.keys() == others.keys()
    return {name for name, content in marts.items() if content != others[name]}


def halves(file: Path, chance: random.Random) -> tuple[bytes, bytes | None]:
    """The contents of two files between which a file's rows are dealt in any order; of one if there is one row."""
    if file.suffix == ".parquet":
        table = pq.read_table(file)
        order = chance.sample(range(len(table)), len(table))
        parts = [io.BytesIO() for _ in range(2)]
        for number, part in enumerate(parts):
            pq.write_table(table.take(order[number::2]), part)
        return parts[0].getvalue(), parts[1].getvalue()
    rows = file.read_bytes().splitlines(keepends=True)
    header = rows.pop(0) if file.suffix == ".csv" else b""
    chance.shuffle(rows)
    return header + b"".join(rows[0::2]), header + b"".join(rows[1::2]) if len(rows) > 1 else None


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_X15_the_zone_of_the_machine_changes_no_number(fresh, company, whole, zone, tmp_path):
    (tmp_path / "made").write_bytes(pickle.dumps(fresh()))
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, str(tmp_path / "made"), str(company)],
        cwd=ROOT,
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert different(whole, json.loads(done.stdout)) == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_X03_rows_in_any_order_and_in_several_loads_give_the_same_marts(fresh, company, whole, seed, tmp_path):
    """Also X19: what an event belongs to may come after it."""
    chance = random.Random(seed)
    config = tmp_path / "leadhouse.yml"
    config.write_text(re.sub(r"(path: inbox/\w+/\w+)\.", r"\1-*.", company.read_text(encoding="utf-8")))
    made, later = fresh(), {}
    for file in sorted((company.parent / "inbox").rglob("*.*")):
        path = tmp_path / file.relative_to(company.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        first, second = halves(file, chance)
        path.with_stem(f"{path.stem}-1").write_bytes(first)
        if second:
            later[path.with_stem(f"{path.stem}-2")] = second
    made.load(config)
    for path, content in later.items():
        path.write_bytes(content)
    made.load(config)
    assert different(whole, made.build()) == set()
