"""Whatever a CRM answers, or doesn't: it ends in the same state, and each refused row has its reason."""

import multiprocessing
import os
import signal
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from orchestration.errors import SyncRefused
from orchestration.sync.book import Book
from orchestration.sync.destinations import MODULES
from tests.fakes.server import Fault
from tests.sync.conftest import FAKES
from tests.sync.world import QUICK, World, people

EVERY_CRM = pytest.mark.parametrize("to", FAKES)
# Where a row's own result can be a refusal, and where records can be read back.
BY_ROW = pytest.mark.parametrize("to", ["salesforce", "hubspot", "marketo", "zoho"])
WHERE = {"salesforce": "/sobjects/", "hubspot": "/upsert", "marketo": "leads.json", "zoho": "/upsert"}
WHERE |= {"pardot": "upsert", "webhook": ""}
SCORES = {"p001": 10, "p002": 20, "p003": 30, "p004": 40}


def scores(world: World) -> dict[str, float]:
    """What the CRM holds, as numbers."""
    return {person: float(score) for person, score in world.state().items()}


@EVERY_CRM
def test_R01_a_write_whose_answer_is_lost_is_there_once_and_is_not_repeated_where_it_can_be_read_back(world, to):
    here = world(to)
    here.publish(people(4))
    here.fake.fail(WHERE[to], Fault(cut_after=0))
    report = here.sync()
    assert (scores(here), report.outcomes["accepted"], report.status) == (SCORES, 4, "done")
    assert len(here.fake.written_calls) == {"pardot": 5, "webhook": 2}.get(to, 1)
    assert len(here.fake.history) == (5 if to == "pardot" else 4)


def test_a_crm_that_never_answers_stops_the_run_and_the_next_reads_back_what_arrived(world):
    here = world()
    here.publish(people(4))
    here.fake.fail("/sobjects/", Fault(cut_after=0))
    here.fake.fail("/query", None, *[Fault(503)] * 3)
    with pytest.raises(SyncRefused, match="still asks to wait"):
        here.sync()
    report = here.sync()
    assert (report.outcomes["found there"], len(here.fake.written_calls), scores(here)) == (4, 1, SCORES)


def killed(here: World, before: int) -> bool:
    """A sync in a process of its own, killed before it books for the nth time; whether it came so far."""

    def run() -> None:
        booked, write = [], Book.write

        def die_or_write(*arguments: Any) -> None:
            booked.append(1)
            if len(booked) == before:
                os.kill(os.getpid(), signal.SIGKILL)
            write(*arguments)

        Book.write = die_or_write
        here.sync()

    process = multiprocessing.get_context("fork").Process(target=run)
    process.start()
    process.join(timeout=60)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


@pytest.mark.parametrize("to", ["salesforce", "pardot"])
def test_R02_a_kill_before_anything_is_booked_or_after_the_crms_answer_changes_nothing(world, to, monkeypatch):
    """Each batch is booked as sent, then as answered. Runs are killed at the first booking, the second, and so on."""
    here = world(to)
    monkeypatch.setattr(MODULES[to], "BATCH", 1)
    here.publish(people(3))
    kills = 0
    while killed(here, before=kills + 1):
        kills += 1
    assert kills >= 3
    assert scores(here) == {"p001": 10, "p002": 20, "p003": 30}
    # What cannot be read back is sent again after a kill; what can is not.
    assert len(here.fake.history) == 3 if to == "salesforce" else len(here.fake.history) <= 3 + kills
    assert here.sync().writes == 0


@BY_ROW
def test_R03_some_rows_of_a_batch_refused_are_dead_letters_and_are_tried_by_the_next_run(world, to):
    here = world(to)
    here.publish(people(4))
    here.fake.refuses = {"p002@example.test": "INVALID_FIELD"}
    report = here.sync()
    assert (report.outcomes, report.reasons) == ({"accepted": 3, "rejected": 1}, {"INVALID_FIELD": 1})
    assert here.rows("select person_id, code, tries from rejected") == [("p002", "INVALID_FIELD", 1)]
    here.fake.refuses = {}
    assert here.sync().outcomes == {"accepted": 1}
    assert (scores(here), here.rows("from rejected")) == (SCORES, [])


def test_R03_a_batch_refused_whole_is_split_until_the_row_to_blame_stands_alone(world):
    here = world("hubspot")
    here.publish(people(4))
    here.fake.refuses = {"p003@example.test": "VALIDATION_ERROR"}
    assert here.sync().outcomes == {"accepted": 3, "rejected": 1}
    assert here.rows("select person_id, code from rejected") == [("p003", "VALIDATION_ERROR")]


def test_R03_what_is_refused_for_too_long_is_given_up_with_an_alert(world):
    here = world(max_tries=50)
    here.publish(people(4))
    here.fake.refuses = {"p002@example.test": "INVALID_FIELD"}
    here.sync()
    here.clock += timedelta(days=8)
    report = here.sync()
    assert report.planned["new"] == 0
    assert report.alerts == ["1 rows are refused as INVALID_FIELD for too long and are tried no more"]


@BY_ROW
def test_R04_a_locked_row_is_tried_again_alone(world, to):
    here = world(to)
    here.publish(people(4))
    here.fake.locks["p001@example.test"] = 1
    if to == "hubspot":
        here.fake.locks.clear()
        here.fake.fail("/upsert", Fault(429, retry_after=1))
    report = here.sync()
    assert (report.outcomes, scores(here)) == ({"accepted": 4}, SCORES)
    assert len(here.fake.history) == 4


@pytest.mark.parametrize("to", ["salesforce", "pardot"])
def test_R05_a_row_that_is_refused_for_ever_blocks_no_other_and_ends_by_its_number_of_tries(world, to):
    here = world(to, max_tries=2)
    here.publish(people(4))
    here.fake.refuses = {"p002@example.test": "STRING_TOO_LONG"}
    assert [here.sync().planned["new"] for _ in range(4)] == [4, 1, 0, 0]
    assert set(scores(here)) == {"p001", "p003", "p004"}
    known = people(4)
    known["p002"]["score"] = 25
    here.publish(known)
    here.fake.refuses = {}
    here.sync()
    assert scores(here)["p002"] == 25


@pytest.mark.parametrize("to", ["salesforce", "marketo"])
def test_R06_an_id_of_several_records_is_written_to_none(world, to):
    here = world(to)
    here.publish(people(4))
    here.fake.doubled = {"p002@example.test"}
    assert here.sync().reasons == {"AMBIGUOUS": 1}
    assert "p002" not in scores(here)
    assert [code for (code,) in here.rows("select code from rejected")] == ["AMBIGUOUS"]


def test_what_refuses_every_row_is_no_matter_of_the_rows(world):
    here = world()
    here.publish(people(450))
    here.fake.refuses = {one["email"]: "INVALID_FIELD" for one in people(450).values()}
    with pytest.raises(SyncRefused, match="all of 200 rows were refused as INVALID_FIELD"):
        here.sync()
    assert len(here.fake.written_calls) == 1


def test_R01_an_answer_that_drips_for_ever_is_none(world):
    here = world()
    here.publish(people(4))
    here.fake.fail("/sobjects/", Fault(drips=True))
    report = here.sync(patience=replace(QUICK, answer=0.3))
    assert (report.outcomes, len(here.fake.written_calls)) == ({"accepted": 4}, 1)
    # A token, the organisation, the write, and the question what has arrived.
    assert report.calls == 4


def test_what_refuses_every_single_call_is_found_out_after_a_few(world):
    here = world("pardot")
    here.publish(people(30))
    here.fake.refuses = {one["email"]: "61" for one in people(30).values()}
    with pytest.raises(SyncRefused, match="all of 10 rows were refused as 61"):
        here.sync()
    assert len(here.fake.written_calls) == 10


def test_R05_dead_letters_come_after_the_others_and_never_stop_a_run(world):
    here = world()
    here.publish(people(20))
    here.fake.refuses = {f"p{number:03}@example.test": "INVALID_FIELD" for number in range(1, 13)}
    here.sync()
    known = people(20)
    known["p020"]["score"] = 1
    here.publish(known)
    report = here.sync()
    assert (report.status, report.outcomes) == ("done", {"accepted": 1, "rejected": 12})
    assert here.fake.written_calls[-1].body["records"][0]["Email"] == "p020@example.test"


@pytest.mark.parametrize("body", [b"<html>Sign in</html>", {"unexpected": 1}, []])
def test_an_answer_that_is_none_of_the_crms_is_a_message(world, body):
    here = world()
    here.publish(people(4))
    here.fake.fail("/query", Fault(body=body))
    with pytest.raises(SyncRefused, match="the answer is not one of Salesforce's"):
        here.sync()


def test_a_redirect_is_not_followed(world):
    here = world()
    here.publish(people(4))
    here.fake.fail("/sobjects/", Fault(307))
    with pytest.raises(SyncRefused, match="leads elsewhere"):
        here.sync()


def test_no_token_is_a_message_that_says_whose_fault_it_is(world):
    here = world()
    here.publish(people(4))
    here.fake.fail("/token", Fault(503))
    with pytest.raises(SyncRefused, match="answered 503 when asked for a token. Run again later"):
        here.sync()
    here.fake.refuses_login = True
    with pytest.raises(SyncRefused, match="no token was given. Reconnect: see that TEST_CLIENT_ID, TEST_CLIENT_SECRET"):
        here.sync()


@pytest.mark.parametrize("to", ["salesforce", "marketo", "zoho"])
def test_a_token_that_expires_within_a_run_is_renewed_once(world, to):
    here = world(to)
    here.publish(people(4))
    here.fake.uses_per_token = 1
    assert here.sync().outcomes == {"accepted": 4}
    assert scores(here) == SCORES


def test_the_reason_of_a_refusal_quotes_nobody(world):
    here = world()
    here.publish(people(1))
    here.fake.refuses = {"p001@example.test": "INVALID_EMAIL_ADDRESS"}
    here.sync()
    assert here.rows("select reason from rejected") == [("no: <Email>",)]


def test_many_rows_go_in_bulk_and_failures_are_told_apart(world):
    here = world(bulk_above=3, fields={"score": {"column": "lead_scores.lead_score", "send_nulls": True}})
    here.publish(people(5))
    here.fake.refuses = {"p002@example.test": "INVALID_FIELD"}
    here.fake.locks["p003@example.test"] = 1
    dry = here.sync(confirm=False)
    report = here.sync()
    assert report.outcomes == {"accepted": 4, "rejected": 1}
    assert scores(here) == {"p001": 10, "p003": 30, "p004": 40, "p005": 50}
    assert (dry.plan_sha256, dry.writes) == (report.plan_sha256, 0)
    assert here.fake.jobs[0]["file"].splitlines()[:2] == ["Email,score", "p001@example.test,10"]
