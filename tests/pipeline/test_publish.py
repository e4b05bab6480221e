"""Readers see an audited build whole, or the one before."""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from orchestration import publish as publishing
from orchestration.errors import NotAudited, NotFound, PublishRefused
from orchestration.manifest import describe_marts, read_manifest
from orchestration.publish import current_build, published_builds, rollback
from orchestration.published import damaged_files, published_file
from tests.faults.killing import killed_at
from tests.pipeline.tiny_build import FIRST, make_build, pass_audit

SUITES = {"core"}
# `make chaos` publishes a thousand times.
PUBLISHES = int(os.environ.get("LEADHOUSE_PUBLISHES", "20"))


def publish(home: Path, hour: int = 0, keep: int = 10, **build_options):
    build = make_build(home / "build", hour, **build_options)
    pass_audit(home / "build", build)
    return publishing.publish(home / "build", home / "published", SUITES, keep, build.started_at)


def test_a_published_build_lists_its_files_marts_and_audit(tmp_path):
    manifest = publish(tmp_path)
    shown = current_build(tmp_path / "published")
    assert read_manifest(shown) == manifest
    on_disk = {path.relative_to(shown).as_posix() for path in shown.rglob("*") if path.is_file()}
    assert on_disk == {*manifest.files, "manifest.json", "manifest.sha256"}
    assert manifest.marts["core.people"].rows == 1
    assert manifest.audit == {"core": 1}


def test_a_file_that_the_build_never_had_comes_with_the_next(tmp_path):
    publish(tmp_path)
    with pytest.raises(NotFound, match=r"was published without dashboard\.fr\.html. The next `leadhouse run`"):
        published_file(tmp_path / "published", "dashboard.fr.html")


def test_personal_data_is_its_owners_alone_and_the_rest_is_read_only(tmp_path):
    publish(tmp_path)
    shown = current_build(tmp_path / "published")
    assert (shown / "activation.duckdb").stat().st_mode & 0o777 == 0o600
    assert (shown / "marts.duckdb").stat().st_mode & 0o777 == 0o444
    assert shown.stat().st_mode & 0o777 == 0o555


def test_publishing_twice_changes_nothing(tmp_path):
    first = publish(tmp_path)
    again = publishing.publish(tmp_path / "build", tmp_path / "published", SUITES, 10, FIRST.replace(hour=23))
    assert again == first


def test_V08_an_older_build_is_refused_after_a_newer(tmp_path):
    newer = publish(tmp_path, hour=2)
    with pytest.raises(PublishRefused, match="older"):
        publish(tmp_path, hour=1)
    assert current_build(tmp_path / "published").name == newer.build_id


@pytest.mark.parametrize("flaw", ["missing", "failed", "other build", "suite missing", "bytes changed"])
def test_V03_no_build_is_published_without_the_passed_audit_of_its_bytes(tmp_path, flaw):
    shown = publish(tmp_path)
    build = make_build(tmp_path / "build", hour=1)
    pass_audit(tmp_path / "build", build, passed=flaw != "failed", suite="other" if flaw == "suite missing" else "core")
    audit = tmp_path / "build" / "audit.json"
    if flaw == "missing":
        audit.unlink()
    if flaw == "other build":
        audit.write_text(json.dumps(json.loads(audit.read_text()) | {"build_id": shown.build_id}))
    if flaw == "bytes changed":
        with duckdb.connect(str(tmp_path / "build" / "marts.duckdb")) as marts:
            marts.execute("insert into core.people values ('eve', 99)")
    with pytest.raises(NotAudited):
        publishing.publish(tmp_path / "build", tmp_path / "published", SUITES, 10, FIRST)
    assert current_build(tmp_path / "published").name == shown.build_id


PUBLISH = """
from pathlib import Path
from orchestration import publish
from tests.pipeline.tiny_build import FIRST
publish.publish(Path({home!r}) / "build", Path({home!r}) / "published", {{"core"}}, 2, FIRST)
"""
COPYING = [("_copy", "after"), ("describe_marts", "after"), ("_seal", "after"), ("move_pointer", "before")]
# The last is in the middle of a removal, whose first unlinked file is the second after that of the pointer.
PRUNING = [("move_pointer", "after", 0), ("prune", "before", 0), ("_remove", "before", 0), ("os.unlink", "after", 2)]


@pytest.mark.parametrize(("point", "when"), COPYING)
def test_V07_a_publish_killed_before_its_pointer_moved_leaves_the_old_build_and_the_next_cleans_up(
    tmp_path, point, when
):
    old = publish(tmp_path)
    build = make_build(tmp_path / "build", hour=1)
    pass_audit(tmp_path / "build", build)
    killed_at(f"orchestration.publish.{point}", when, PUBLISH.format(home=str(tmp_path)))
    assert current_build(tmp_path / "published").name == old.build_id

    newest = publish(tmp_path, hour=2)
    assert current_build(tmp_path / "published").name == newest.build_id
    assert not list((tmp_path / "published").glob(".partial-*"))


@pytest.mark.parametrize(("point", "when", "passes"), PRUNING)
def test_V07_a_publish_killed_after_its_pointer_moved_leaves_whole_builds(tmp_path, point, when, passes):
    for hour in range(3):
        publish(tmp_path, hour)
    build = make_build(tmp_path / "build", hour=3)
    pass_audit(tmp_path / "build", build)
    killed_at(f"orchestration.publish.{point}", when, PUBLISH.format(home=str(tmp_path)), passes=passes)
    published = tmp_path / "published"
    assert current_build(published).name == build.build_id
    assert not any(damaged_files(published / name) for name in published_builds(published))
    publish(tmp_path, hour=4, keep=2)
    assert len(published_builds(published)) == 2
    assert not list(published.glob(".partial-*"))


def test_V07_a_build_killed_before_its_pointer_moved_is_shown_when_it_is_published_again(tmp_path, monkeypatch):
    publish(tmp_path)
    build = make_build(tmp_path / "build", hour=1)
    pass_audit(tmp_path / "build", build)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "move_pointer", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            publishing.publish(tmp_path / "build", tmp_path / "published", SUITES, 10, FIRST)
    publishing.publish(tmp_path / "build", tmp_path / "published", SUITES, 10, FIRST)
    assert current_build(tmp_path / "published").name == build.build_id


def test_V12_rolling_back_shows_the_build_before_with_the_content_it_had(tmp_path):
    first, second, third = (publish(tmp_path, hour, people=f"select {hour} as person_id") for hour in range(3))
    assert rollback(tmp_path / "published") == (third.build_id, second.build_id)
    assert rollback(tmp_path / "published") == (second.build_id, first.build_id)
    shown = current_build(tmp_path / "published")
    assert describe_marts(shown / "marts.duckdb") == first.marts
    with pytest.raises(PublishRefused, match="oldest"):
        rollback(tmp_path / "published")


def test_V10_a_damaged_build_is_not_rolled_back_to(tmp_path):
    first, second = (publish(tmp_path, hour) for hour in range(2))
    damaged = tmp_path / "published" / first.build_id / "marts.duckdb"
    damaged.chmod(0o644)
    content = bytearray(damaged.read_bytes())
    content[5000] ^= 1
    damaged.write_bytes(content)
    with pytest.raises(PublishRefused, match="damaged"):
        rollback(tmp_path / "published")
    assert current_build(tmp_path / "published").name == second.build_id


def test_V13_old_builds_are_pruned_but_never_the_current(tmp_path):
    names = [publish(tmp_path, hour, keep=3).build_id for hour in range(5)]
    assert published_builds(tmp_path / "published") == names[-3:]
    rollback(tmp_path / "published", names[2])
    publishing.prune(tmp_path / "published", keep=1)
    assert published_builds(tmp_path / "published") == [names[2], names[4]]


def test_V11_a_file_with_a_write_ahead_log_beside_it_is_not_copied(tmp_path):
    build = make_build(tmp_path / "build")
    pass_audit(tmp_path / "build", build)
    (tmp_path / "build" / "marts.duckdb.wal").write_bytes(b"unwritten rows")
    with pytest.raises(PublishRefused, match="not closed"):
        publishing.publish(tmp_path / "build", tmp_path / "published", SUITES, 10, FIRST)


def test_content_depends_on_the_rows_and_not_on_their_order(tmp_path):
    def content(name: str, rows: str) -> str:
        file = tmp_path / name
        with duckdb.connect(str(file)) as marts:
            marts.execute(f"create table people as select * from (values {rows}) as people(person_id, points)")
        return describe_marts(file)["main.people"].content

    assert content("a", "('ada', 1), ('bob', null)") == content("b", "('bob', null), ('ada', 1)")
    assert content("c", "('ada', 1), ('ada', 1)") != content("d", "('bob', 1), ('bob', 1)")
    assert content("e", "('ada', 1), ('bob', 2)") != content("f", "('ada', 2), ('bob', 1)")
    assert content("g", "('ada', 0.0::double)") != content("h", "('ada', -0.0::double)")
    assert content("i", "(1, null)") != content("j", "(null, 1)")


READER = """
import json, sys
from pathlib import Path
import duckdb
published, stop = map(Path, sys.argv[1:])
seen, answers, errors = set(), 0, []
print("reading", flush=True)
while not stop.exists():
    try:
        directory = (published / "current").resolve()
        with duckdb.connect(str(directory / "marts.duckdb"), read_only=True) as marts:
            build, = marts.sql("select build_id from core.builds").fetchone()
        assert build == directory.name, f"{build} in {directory.name}"
        seen.add(build)
        answers += 1
    except Exception as error:
        errors.append(repr(error))
print(json.dumps([len(seen), answers, errors]))
"""


def test_S01_readers_see_no_error_and_only_whole_builds_while_others_are_published(tmp_path):
    publish(tmp_path)
    stop = tmp_path / "stop"
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", READER, str(tmp_path / "published"), str(stop)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for reader in readers:
        assert reader.stdout.readline() == "reading\n"
    for hour in range(1, PUBLISHES + 1):
        publish(tmp_path, hour)
    stop.touch()
    told = [json.loads(reader.communicate(timeout=30)[0]) for reader in readers]
    assert [errors for *_, errors in told] == [[], []]
    assert all(answers >= seen > 1 for seen, answers, _ in told)
