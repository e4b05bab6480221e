"""Files that nobody has written to since they were loaded are not read again, and all others are."""

import hashlib
import json
import os
from pathlib import Path
from time import sleep

import pytest

from orchestration import file_hashes
from orchestration.found_files import something_new
from tests.pipeline.ingest.conftest import LEADS

HEADER = "id,created,email,note\n"
ADA = "1,2024-01-01,ada@x.com,hello\n"
BOB = "2,2024-01-02,bob@x.com,world\n"
ENTRY = {"entity": "leads", "path": "*.csv", "columns": LEADS}
# More than a step of the clock by which the system dates what is written.
A_STEP_OF_THE_CLOCK = 0.05


@pytest.fixture
def files_read(monkeypatch) -> list[str]:
    """The names of the files whose bytes were read for their hash, in turn."""
    read = []
    content_hash = file_hashes.content_hash

    def noted(path):
        read.append(path.name)
        return content_hash(path)

    monkeypatch.setattr(file_hashes, "content_hash", noted)
    return read


def is_new(inbox, *entries) -> bool:
    settings = inbox.settings(*entries)
    return something_new(settings, inbox.ledger(settings))


def remembered(inbox) -> Path:
    return inbox.directory / "home" / "hashes.json"


def test_what_was_loaded_is_not_read_again(inbox, files_read):
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    files_read.clear()
    assert not is_new(inbox, ENTRY)
    assert inbox.load(ENTRY)[0].already_loaded
    inbox.put("b.csv", HEADER + BOB)
    assert is_new(inbox, ENTRY)
    assert [report.already_loaded for report in inbox.load(ENTRY)] == [True, False]
    assert set(files_read) == {"b.csv"}
    assert inbox.leads() == ["1", "2"]


def test_a_file_of_the_same_length_and_date_is_read_again(inbox):
    file = inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    before = file.stat()
    sleep(A_STEP_OF_THE_CLOCK)
    inbox.put("a.csv", HEADER + BOB)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert is_new(inbox, ENTRY)
    assert not inbox.load(ENTRY)[0].already_loaded
    assert inbox.leads() == ["1", "2"]


def test_another_file_moved_to_its_place_is_read(inbox):
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    sleep(A_STEP_OF_THE_CLOCK)
    inbox.put("b", HEADER + BOB).replace(inbox.directory / "a.csv")
    assert is_new(inbox, ENTRY)


def test_what_changed_just_now_may_change_again_unseen_and_is_read_each_time(inbox, files_read, monkeypatch):
    monkeypatch.setattr(file_hashes, "SETTLED_AFTER", 60)
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    files_read.clear()
    assert not is_new(inbox, ENTRY)
    assert not is_new(inbox, ENTRY)
    assert files_read == ["a.csv"] * 2


def test_a_map_that_changed_loads_a_file_that_did_not(inbox):
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    assert is_new(inbox, {**ENTRY, "columns": {**LEADS, "company": {"constant": "Acme"}}})


@pytest.mark.parametrize("damage", ["", "{", "[]", "null", '{"a": 1}', '{"a": ["b"]}', b"\xff\xfe{"])
def test_V10_without_what_was_remembered_files_are_read(inbox, damage):
    inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    whole = remembered(inbox).read_bytes()
    remembered(inbox).write_bytes(damage.encode() if isinstance(damage, str) else damage)
    assert not is_new(inbox, ENTRY)
    assert remembered(inbox).read_bytes() == whole


def test_V10_a_wrong_hash_neither_loads_anything_nor_lasts(inbox):
    file = inbox.put("a.csv", HEADER + ADA)
    inbox.load(ENTRY)
    known = json.loads(remembered(inbox).read_text())
    known[str(file)][1] = "0" * 64
    remembered(inbox).write_text(json.dumps(known))
    assert is_new(inbox, ENTRY)
    assert inbox.load(ENTRY)[0].already_loaded
    assert json.loads(remembered(inbox).read_text())[str(file)][1] == hashlib.sha256(file.read_bytes()).hexdigest()
    assert not is_new(inbox, ENTRY)


def test_files_that_are_gone_are_forgotten(inbox):
    inbox.put("a.csv", HEADER + ADA)
    other = inbox.put("b.csv", HEADER + BOB)
    inbox.load(ENTRY)
    other.unlink()
    assert not is_new(inbox, ENTRY)
    assert list(json.loads(remembered(inbox).read_text())) == [str(inbox.directory / "a.csv")]


def test_the_same_content_under_two_maps_ends_as_the_later_entry_says(inbox):
    inbox.put("1.csv", HEADER + ADA)
    inbox.put("2.csv", HEADER + ADA)
    first = {**ENTRY, "path": "1.csv"}
    second = {**ENTRY, "path": "2.csv", "columns": {**LEADS, "company": {"constant": "Acme"}}}
    for _ in range(3):
        inbox.load(first, second)
        assert inbox.leads("lead_id, company") == [("1", "Acme")]
