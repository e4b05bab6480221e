"""Bytes flipped and files cut: `python -m tests.faults.damage [--cases 200] [--seed 1]`.

After each, whoever reads next must either be told, in an error that names a remedy, or get exactly what was written.
It ends with a count per kind of file, and fails if anything else came out of one.
"""

import argparse
import os
import random
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from orchestration import publish as publishing
from orchestration.contracts import sources
from orchestration.errors import LeadhouseError
from orchestration.ingest import ingest_source
from orchestration.landing import landed_file
from orchestration.ledger import Ledger
from orchestration.manifest import describe_marts, read_manifest
from orchestration.published import current_build, published_file
from orchestration.query import ask
from orchestration.settings import Settings, load_settings
from orchestration.sources.demo import generate
from orchestration.sources.received import identifier
from orchestration.warehouse import open_warehouse, verify_warehouse
from tests.faults.killing import killed_at
from tests.pipeline.tiny_build import make_build, pass_audit

LOG = "write-ahead log"
REMEDY = re.compile(r"`leadhouse |[Rr]un again")
NOW = datetime(2026, 7, 1, tzinfo=UTC)
PEOPLE = "select range as person_id, md5(range::varchar) as top_reasons, range % 100 as lead_score from range(30000)"
TABLES = "from duckdb_tables() where not internal order by all"
LOAD = """
from pathlib import Path
from orchestration.ingest import ingest_source
from orchestration.ledger import Ledger
from orchestration.settings import load_settings
settings = load_settings(Path({config!r}), Path({home!r}))
ingest_source(settings, Ledger(settings.home.ledger), "files")
"""


@dataclass(frozen=True)
class Kind:
    """A kind of file: which of them to damage, and what its next reader gets to see of it."""

    name: str
    files: Callable[[Settings], list[Path]]
    read: Callable[[Settings], object]


def company(directory: Path) -> Settings:
    """A home with loads of all sources, two published builds, and one that waits to be published."""
    config = generate(directory, 100, 5, 120)
    settings = load_settings(config, directory)
    ledger = Ledger(settings.home.ledger)
    for source in sources():
        ingest_source(settings, ledger, source, NOW)
    for hour in range(3):
        build = make_build(settings.home.build, hour, PEOPLE)
        pass_audit(settings.home.build, build)
        if hour < 2:
            publishing.publish(settings.home.build, settings.home.published, {"core"}, 10, NOW)
            ledger.record_build(**build.model_dump(), finished_at=NOW, status="published", detail="3 marts")
    return settings


def with_a_log(settings: Settings, directory: Path) -> Settings:
    """A copy of the home after a run that was killed when it had loaded and booked a file, and not checkpointed it."""
    shutil.copytree(settings.home.path, directory, symlinks=True)
    (directory / "late.csv").write_text("id,created\n" + "".join(f"{number},2026-06-01\n" for number in range(5000)))
    config = directory / "late.yml"
    config.write_text(
        "files: [{entity: leads, system: late, path: late.csv, columns: {lead_id: id, created_at: created}}]"
    )
    killed_at("orchestration.ledger.Ledger.record_load", "after", LOAD.format(config=str(config), home=str(directory)))
    assert (directory / "warehouse.duckdb.wal").exists()
    return load_settings(config, directory)


def warehouse_as_built_from(settings: Settings) -> object:
    ledger = Ledger(settings.home.ledger)
    verify_warehouse(settings, ledger)
    with open_warehouse(settings.home) as connection:
        return {
            (schema, table): connection.execute(
                f'select count(*), sum(md5_number_lower(cast(to_json(r) as varchar))) from "{schema}"."{table}" as r'
            ).fetchone()
            for schema, table in connection.execute(f"select schema_name, table_name {TABLES}").fetchall()
        }


def what_would_be_published(settings: Settings) -> object:
    with tempfile.TemporaryDirectory() as directory:
        published = Path(directory) / "published"
        manifest = publishing.publish(settings.home.build, published, {"core"}, 1, NOW)
        return manifest.marts, describe_marts(published / "current" / "activation.duckdb")


def all_of(settings: Settings, name: str) -> object:
    file = published_file(settings.home.published, name)
    places = ask(file, f"select database_name, schema_name, table_name {TABLES}").rows
    return [ask(file, f"select * from {'.'.join(map(identifier, place))} order by all") for place in places]


def books(settings: Settings) -> object:
    ledger = Ledger(settings.home.ledger)
    with ledger.read() as connection:
        cursors = connection.execute("select * from cursors").fetchall()
    return ledger.loads_as_booked(), ledger.builds(), cursors


def of_shown(name: str) -> Callable[[Settings], list[Path]]:
    return lambda settings: [current_build(settings.home.published) / name]


KINDS = [
    Kind("warehouse", lambda s: [s.home.warehouse], warehouse_as_built_from),
    Kind(LOG, lambda s: [Path(f"{s.home.warehouse}.wal")], warehouse_as_built_from),
    Kind("marts being built", lambda s: [s.home.marts], what_would_be_published),
    Kind("activation being built", lambda s: [s.home.activation], what_would_be_published),
    Kind("ledger", lambda s: [s.home.ledger], books),
    Kind("pointer", lambda s: [s.home.current], lambda s: all_of(s, "marts.duckdb")),
    Kind(
        "landed file",
        lambda s: sorted(path for path in s.home.landing.rglob("*.*") if path.is_file()),
        lambda s: [landed_file(s.home, load).path.read_bytes() for load in Ledger(s.home.ledger).loads()],
    ),
    Kind("published marts", of_shown("marts.duckdb"), lambda s: all_of(s, "marts.duckdb")),
    Kind("published activation", of_shown("activation.duckdb"), lambda s: all_of(s, "activation.duckdb")),
    Kind(
        "published page",
        of_shown("dashboard.html"),
        lambda s: published_file(s.home.published, "dashboard.html").read_bytes(),
    ),
    Kind(
        "manifest",
        lambda s: [current_build(s.home.published) / name for name in ("manifest.json", "manifest.sha256")],
        lambda s: read_manifest(current_build(s.home.published)),
    ),
]


def damaged(content: bytes, chance: random.Random) -> tuple[bytes, str]:
    """Content with a byte flipped, some overwritten, the end cut off, or all gone; and which of these."""
    at = chance.randrange(len(content)) if content else 0
    before, here, after = content[:at], content[at : at + 1], content[at + 1 :]
    match chance.choice(["flipped", "flipped", "overwritten", "cut", "emptied"]):
        case "flipped":
            return before + bytes(byte ^ 1 << chance.randrange(8) for byte in here) + after, f"flipped at {at}"
        case "overwritten":
            return before + chance.randbytes(60) + after[59:], f"overwritten at {at}"
        case "cut":
            return before, f"cut at {at}"
        case _:
            return b"", "emptied"


def damage(path: Path, chance: random.Random) -> str:
    """Damage a file, or the name to which a link leads; and say how."""
    if path.is_symlink():
        content, how = damaged(os.fsencode(path.readlink()), chance)
        path.unlink()
        # No link can lead to nothing, to a name with a NUL or, being damaged by chance, to another directory.
        if name := content.replace(b"\0", b"-").replace(b"/", b"-"):
            path.symlink_to(os.fsdecode(name))
    else:
        content, how = damaged(path.read_bytes(), chance)
        path.chmod(0o600)
        path.write_bytes(content)
    return f"{path.name} {how}"


def outcome(kind: Kind, settings: Settings, before: object) -> str:
    """What came of reading: `noticed`, `harmless`, or what must never come."""
    try:
        after = kind.read(settings)
    except LeadhouseError as error:
        return "noticed" if REMEDY.search(str(error)) else f"no remedy is named: {error}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return "harmless" if after == before else "something else is read in silence"


def survey(directory: Path, cases: int, seed: int) -> dict[str, Counter[str]]:
    """Outcomes by kind of file of so many cases, each in a copy of a whole home. Raises AssertionError at a bad one."""
    whole = company(directory / "whole")
    homes = dict.fromkeys((kind.name for kind in KINDS), whole)
    homes[LOG] = with_a_log(whole, directory / "logged")
    untouched: dict[str, object] = {}
    outcomes: dict[str, Counter[str]] = {kind.name: Counter() for kind in KINDS}
    for number in range(cases):
        # Each case can be repeated alone.
        kind, chance = KINDS[number % len(KINDS)], random.Random(f"{seed} {number}")
        if kind.name not in untouched:
            untouched[kind.name] = kind.read(_copy(homes[kind.name], directory / "read"))
        settings = _copy(homes[kind.name], directory / "damaged")
        how = damage(chance.choice(kind.files(settings)), chance)
        came = outcome(kind, settings, untouched[kind.name])
        assert came in {"noticed", "harmless"}, f"case {number}, {kind.name}: {how}: {came}"
        outcomes[kind.name][came] += 1
    return outcomes


def _copy(settings: Settings, directory: Path) -> Settings:
    """A fresh copy of a home: to read a log is to replay it."""
    if directory.exists():
        for path in directory.rglob("*"):
            if path.is_dir() and not path.is_symlink():
                path.chmod(0o700)
        shutil.rmtree(directory)
    shutil.copytree(settings.home.path, directory, symlinks=True)
    return load_settings(directory / settings.config_path.name, directory)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        outcomes = survey(Path(directory), options.cases, options.seed)
    for kind, counts in outcomes.items():
        print(f"{kind:24}{counts['noticed']:4} noticed{counts['harmless']:4} harmless")
    total = sum(outcomes.values(), Counter())
    print(f"{'in all':24}{total['noticed']:4} noticed{total['harmless']:4} harmless, none in silence")


if __name__ == "__main__":
    main()
