"""What is sent, to whom, and what is not: the rules that hold whichever CRM it is."""

import json
import logging
from dataclasses import replace
from datetime import timedelta

import duckdb
import pytest

from orchestration.books import copy_books
from orchestration.erasure.leftovers import forget_synced
from orchestration.errors import ConfigError, NotFound, PublishedDamaged, RunInProgress, SyncRefused
from orchestration.ledger import Ledger
from orchestration.settings import load_settings
from orchestration.sync.book import open_book
from tests.fakes.server import Fault
from tests.sync.world import QUICK, People, World, people

FOUR = people(4)


def four(**of_p002: object) -> People:
    """Four people, the second otherwise."""
    return {**people(4), "p002": {**people(4)["p002"], **of_p002}}


@pytest.mark.parametrize(
    "second", [{"email": "P001@example.test"}, {"email": None}, {"email": "  "}], ids=["repeated", "none", "blank"]
)
def test_R07_two_rows_of_one_key_or_one_without_stop_it_before_any_call(world, second):
    here = world()
    here.publish(four(**second))
    with pytest.raises(SyncRefused, match="NON_UNIQUE_PRIMARY_KEY"):
        here.sync()
    assert here.fake.requests == []


def test_R07_people_who_cannot_be_told_apart_may_be_left_out(world):
    here = world(unusable_keys="leave_out")
    here.publish(four(email="P001@example.test"))
    assert here.sync().planned["left_out"] == 2
    assert set(here.state()) == {"p003", "p004"}


def test_R07_a_table_with_several_rows_of_one_person_stops_it_before_any_call(world):
    here = world(fields={"touch": "touches.channel"})
    here.publish(FOUR, "create table touches as select 'p001' as person_id, 'mail' as channel from range(2)")
    with pytest.raises(SyncRefused, match="NON_UNIQUE_PRIMARY_KEY: .*touches.* has 1 rows"):
        here.sync()
    assert here.fake.requests == []


def test_R08_what_somebody_edited_stays_or_goes_by_the_rule_of_its_field_and_is_booked(world):
    fields = {"score": "lead_scores.lead_score", "grade": {"column": "lead_scores.fit_grade", "owner": "theirs"}}
    here = world(fields=fields)
    here.publish(FOUR)
    here.sync()
    here.fake.records["p002@example.test"].update(score=1, grade="Z")
    here.publish(four(score=25, grade="A"))
    here.sync()
    assert here.state("score", "grade")["p002"] == (25, "Z")
    assert here.rows("select person_id, code, reason from changes where outcome = 'conflict' order by code") == [
        ("p002", "grade", "left as it is"),
        ("p002", "score", "overwritten"),
    ]


def test_R08_an_edit_that_stays_is_not_fought_over(world):
    here = world(fields={"grade": {"column": "lead_scores.fit_grade", "owner": "theirs"}})
    here.publish(FOUR)
    here.sync()
    here.fake.records["p002@example.test"]["grade"] = "Z"
    here.publish(four(grade="A"))
    here.sync()
    calls = len(here.fake.written_calls)
    assert here.sync().planned["changed"] == 0
    here.publish(four(grade="C"))
    here.sync()
    assert (here.state("grade")["p002"], len(here.fake.written_calls)) == ("Z", calls)


def test_R08_an_edit_of_a_field_that_did_not_change_here_is_not_touched(world):
    here = world()
    here.publish(FOUR)
    here.sync()
    here.fake.records["p002@example.test"]["grade"] = "Z"
    here.publish(four(score=25))
    here.sync()
    assert here.state("score", "grade")["p002"] == (25, "Z")


def test_R09_our_own_writes_that_come_back_as_news_are_none(world):
    here = world()
    here.publish(FOUR)
    here.sync()
    calls = len(here.fake.written_calls)
    # What the CRM now says was read and built again: the values are the ones that it was sent.
    read_back = {person: {**FOUR[person], "score": score} for person, score in here.state().items()}
    for _ in range(2):
        here.publish(read_back)
        assert here.sync().writes == 0
    assert len(here.fake.written_calls) == calls


@pytest.mark.parametrize("to", ["salesforce", "hubspot", "marketo", "zoho", "pardot", "webhook"])
def test_R10_nothing_changed_is_no_call_that_writes(world, to):
    here = world(to)
    here.publish(FOUR)
    here.sync()
    calls = len(here.fake.written_calls)
    here.publish(FOUR)
    report = here.sync()
    assert (report.writes, len(here.fake.written_calls)) == (0, calls)
    assert report.planned == {"people": 4, "new": 0, "changed": 0, "left_out": 0}


def test_R11_a_change_of_too_many_rows_needs_to_be_accepted(world):
    here = world()
    here.publish(people(100))
    here.sync()
    calls = len(here.fake.requests)
    here.publish(people(100, score=0))
    with pytest.raises(SyncRefused, match=r"100 of 100 rows would change \(100 %, allowed are 30 %\)"):
        here.sync()
    assert len(here.fake.requests) == calls
    assert here.sync(accepted=["changed"]).outcomes["accepted"] == 100


def test_R11_a_field_that_lost_its_value_in_too_many_rows_needs_to_be_accepted(world):
    here = world()
    here.publish(people(100))
    here.sync()
    here.publish({**people(100), **people(25, grade=None)})
    with pytest.raises(SyncRefused, match=r"grade has lost its value in 25 of 100 rows \(allowed are 10 %\)"):
        here.sync()
    assert here.sync(accepted=["nulls"]).writes == 0


def test_R12_nothing_is_sent_from_what_nobody_published(world, tmp_path):
    here = world()
    with pytest.raises(NotFound, match="Nothing has been published"):
        here.sync()
    here.publish(FOUR)
    pointer = here.published / "current"
    pointer.unlink()
    pointer.symlink_to(tmp_path / "build")
    with pytest.raises(PublishedDamaged, match="shows no build"):
        here.sync()
    assert here.fake.requests == []


def test_R12_nothing_is_sent_from_a_build_that_was_changed_after_its_audit(world):
    here = world()
    build_id = here.publish(FOUR)
    marts = here.published / build_id / "marts.duckdb"
    marts.chmod(0o644)
    with marts.open("ab") as file:
        file.write(b"x")
    with pytest.raises(SyncRefused, match=r"damaged: marts.duckdb"):
        here.sync()
    assert here.fake.requests == []


def test_R12_an_older_build_is_sent_only_if_that_is_accepted(world):
    here = world()
    first = here.publish(FOUR)
    here.publish(four(score=25))
    here.sync()
    pointer = here.published / "current"
    pointer.unlink()
    pointer.symlink_to(first)
    with pytest.raises(SyncRefused, match="--accept older"):
        here.sync()
    here.sync(accepted=["older"])
    assert here.state()["p002"] == 20


def test_R13_who_said_no_after_the_plan_was_made_is_not_sent(world):
    here = world()
    here.publish(FOUR)
    without_one = four(can=False)
    del without_one["p004"]
    # While the run asks which organisation this is, readers get a build in which one said no and one is erased.
    here.fake.fail("/query", lambda: here.publish(without_one))
    report = here.sync()
    assert report.outcomes == {"accepted": 2, "withheld": 2}
    assert set(here.state()) == {"p001", "p003"}


def test_R13_who_is_erased_is_not_sent_though_readers_have_them_until_the_next_build(world):
    here = world()
    here.publish(FOUR)
    here.erase("p003")
    assert here.sync().outcomes == {"accepted": 3, "withheld": 1}
    here.publish(people(4, grade="A"))
    assert here.sync().outcomes == {"accepted": 3, "withheld": 1}
    assert "p003" not in here.state()


def test_R13_who_is_erased_after_the_plan_was_made_is_not_sent(world):
    here = world()
    here.publish(FOUR)
    here.fake.fail("/query", lambda: here.erase("p002"))
    assert here.sync().outcomes == {"accepted": 3, "withheld": 1}
    assert "p002" not in here.state()


def test_an_erasure_waits_for_a_sync_and_then_the_book_forgets_the_person(world):
    here = world()
    here.publish(FOUR)
    here.sync()
    here.publish(people(4, grade="A"))
    here.erase("p002")
    settings = load_settings(home=here.directory)

    def erase_meanwhile() -> None:
        with pytest.raises(RunInProgress, match="is writing here"):
            forget_synced(settings)

    here.fake.fail("/query", erase_meanwhile)
    here.sync()
    book = here.directory / "sync" / "sync.duckdb"
    known = "select count(*) from accepted where person_id = 'p002'"
    with duckdb.connect(str(book), read_only=True) as connection:
        assert connection.sql(known).fetchone() == (1,)
    forget_synced(settings)
    with duckdb.connect(str(book), read_only=True) as connection:
        assert connection.sql(known).fetchone() == (0,)


def test_R13_who_said_no_before_is_not_planned_and_who_says_yes_again_is_sent(world):
    here = world()
    here.publish(four(can=False))
    here.sync()
    assert "p002" not in here.state()
    here.publish(FOUR)
    here.sync()
    assert here.state()["p002"] == 20


def test_R13_where_nobody_is_mailed_from_consent_may_be_declared_not_to_matter(world):
    here = world(consent="not_required")
    here.publish(four(can=False))
    here.sync()
    assert here.state()["p002"] == 20


@pytest.mark.parametrize("field", ["HasOptedOutOfEmail", "unsubscribed", "Email_Opt_Out", "isDoNotEmail", "DoNotCall"])
def test_R13_consent_is_never_written(world, field):
    with pytest.raises(ValueError, match="is theirs and is never written"):
        world(fields={field: "people_pii.can_contact"})


def test_R08_what_cannot_be_read_back_has_no_fields_of_others(world):
    with pytest.raises(ValueError, match="cannot be read"):
        world("webhook", fields={"grade": {"column": "lead_scores.fit_grade", "owner": "theirs"}})


def test_R13_where_people_are_mailed_from_consent_cannot_be_declared_away(world):
    with pytest.raises(ValueError, match="consent is required there"):
        world("marketo", consent="not_required")


def test_R15_a_null_does_not_overwrite_a_value_unless_its_field_says_so(world):
    here = world(
        fields={"score": "lead_scores.lead_score", "grade": {"column": "lead_scores.fit_grade", "send_nulls": True}}
    )
    here.publish(FOUR)
    here.sync()
    here.publish(four(score=None, grade=None))
    here.sync()
    assert here.state("score", "grade")["p002"] == (20, None)
    assert here.sync().writes == 0


@pytest.mark.parametrize(
    ("second", "limits", "code"),
    [
        ({"probability": float("inf")}, {}, "NOT_A_NUMBER"),
        ({"probability": float("nan")}, {}, "NOT_A_NUMBER"),
        ({"seen_at": "infinity"}, {}, "NOT_A_MOMENT"),
        ({"grade": "a\0b"}, {}, "NOT_A_TEXT"),
        ({"grade": "Excellent"}, {"max_length": 5}, "TOO_LONG"),
        ({"grade": "E"}, {"values": ["A", "B"]}, "NOT_IN_PICKLIST"),
        ({"grade": "\N{ROCKET}"}, {"emoji": False}, "EMOJI"),
    ],
    ids=["inf", "nan", "infinity", "nul", "length", "picklist", "emoji"],
)
def test_R16_what_the_crm_cannot_hold_is_a_dead_letter_and_no_call(world, second, limits, code):
    columns = {"probability": "lead_scores.probability", "seen": "lead_scores.seen_at"}
    here = world(fields={**columns, "grade": {"column": "lead_scores.fit_grade", **limits}})
    here.publish(four(**second))
    report = here.sync()
    assert (report.outcomes, report.reasons) == ({"accepted": 3, "rejected": 1}, {code: 1})
    assert [key for key, _ in here.fake.history] == [f"p00{n}@example.test" for n in (1, 3, 4)]


def test_R17_it_stops_at_the_share_of_the_quota_that_is_others_and_goes_on_when_there_is_more(world):
    here = world(reserve_percent=20)
    here.publish(people(450))
    here.fake.calls_left = 202
    report = here.sync()
    assert (report.status, report.outcomes["accepted"]) == ("paused", 200)
    assert "other apps" in report.detail
    here.fake.calls_left = 1000
    report = here.sync()
    assert (report.status, report.outcomes["accepted"], len(here.fake.history)) == ("done", 250, 450)


def test_R17_a_crm_that_says_its_quota_is_used_up_is_left_alone(world):
    here = world()
    here.publish(FOUR)
    here.fake.fail("/sobjects/", Fault(403, body=[{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "no"}]))
    assert here.sync().status == "paused"
    assert (here.sync().status, len(here.fake.history)) == ("done", 4)


def test_R17_calls_of_a_day_are_counted_over_all_runs(world):
    here = world("pardot", daily_calls=4)
    here.publish(people(6))
    assert [here.sync().outcomes["accepted"] for _ in range(2)] == [3, 0]
    here.clock = here.clock.replace(day=here.clock.day + 2)
    assert here.sync().outcomes["accepted"] == 3


def test_R17_who_is_asked_to_wait_waits_as_long(world):
    here, waited = world(), []
    here.publish(FOUR)
    here.fake.fail("/sobjects/", Fault(429, retry_after=7))
    here.sync(patience=replace(QUICK, longest_wait=30, sleep=waited.append))
    assert waited == [7]


@pytest.mark.parametrize("to", ["salesforce", "hubspot", "webhook"])
def test_R18_a_dry_run_writes_nothing_and_shows_what_the_real_run_sends(world, to):
    here = world(to)
    here.publish(FOUR)
    dry = here.sync(confirm=False)
    assert (here.fake.written_calls, dry.outcomes) == ([], {"would be sent": 4})
    shown = dry.plan.read_bytes()
    real = here.sync()
    assert [json.loads(line)["body"] for line in shown.splitlines()] == [call.text for call in here.fake.written_calls]
    assert (real.plan.read_bytes(), real.plan_sha256) == (shown, dry.plan_sha256)
    assert here.rows("select distinct plan_sha256 from runs") == [(dry.plan_sha256,)]
    assert (real.plan.stat().st_mode & 0o777, dry.plan.parent.joinpath("sync.duckdb").stat().st_mode & 0o777) == (
        0o600,
        0o600,
    )


def test_R19_another_organisation_than_before_is_an_error_before_any_write(world):
    here = world()
    here.publish(FOUR)
    here.sync()
    here.fake.organisation = "production"
    here.publish(four(score=25))
    calls = len(here.fake.written_calls)
    with pytest.raises(SyncRefused, match="has been organisation sandbox and is now production"):
        here.sync()
    assert len(here.fake.written_calls) == calls


def test_the_changelog_forgets_what_is_long_ago_and_the_snapshot_does_not(world):
    here = world(keep_changes="30d")
    here.publish(FOUR)
    here.sync()
    here.clock += timedelta(days=31)
    here.publish(four(score=25))
    report = here.sync()
    assert (report.writes, here.rows("select distinct person_id from changes")) == (1, [("p002",)])
    assert here.rows("select count(*) from accepted") == [(4,)]


def test_a_column_that_the_build_lacks_is_named_before_any_call(world):
    here = world(fields={"grade": "lead_scores.fit_grad"})
    here.publish(FOUR)
    with pytest.raises(
        ConfigError, match=r"leadhouse.yml:1: .*no column lead_scores.fit_grad. Did you mean 'lead_scores.fit_grade'"
    ):
        here.sync()
    assert here.fake.requests == []


def test_secrets_and_personal_data_stand_in_no_log_and_no_report(world, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    here = world()
    here.publish(FOUR)
    here.fake.refuses = {"p002@example.test": "INVALID_FIELD"}
    report = here.sync()
    said = caplog.text + "".join(capfd.readouterr()) + repr(report)
    assert "canary-token" not in said
    assert "example.test" not in said


def test_requests_leave_for_allowed_hosts_alone(world):
    with pytest.raises(ValueError, match=r"'127.0.0.1' is not|is not an https address"):
        world(allow_hosts=[])


FILLED = {"score": "lead_scores.lead_score", "grade": "lead_scores.fit_grade", "known": "people_pii.can_contact"}


def test_files_are_safe_to_open_and_the_same_rows_make_one_file(tmp_path):
    here = World(tmp_path, None, "csv", directory="out", fields=FILLED)
    here.publish(four(grade="=1+1"))
    dry = here.sync(confirm=False)
    assert (dry.writes, (tmp_path / "out").exists()) == (0, False)
    assert here.sync().writes == 1
    assert here.sync().writes == 0
    (file,) = (tmp_path / "out").iterdir()
    assert file.read_text().splitlines()[:3] == [
        "email,score,grade,known",
        "p001@example.test,10,B,true",
        "p002@example.test,20,'=1+1,true",
    ]


def test_a_receiver_can_tell_that_a_batch_is_ours(world):
    import hashlib
    import hmac

    here = world("webhook")
    here.publish(FOUR)
    here.sync()
    (call,) = here.fake.requests
    signed = f"{call.headers['X-Leadhouse-Timestamp']}.{call.text}".encode()
    assert (
        call.headers["X-Leadhouse-Signature"]
        == f"sha256={hmac.new(b'canary-token', signed, hashlib.sha256).hexdigest()}"
    )


def test_what_syncs_did_is_counted_for_the_marts_and_names_nobody(world):
    here = world()
    here.publish(FOUR)
    here.fake.refuses = {"p002@example.test": "INVALID_FIELD"}
    here.sync(confirm=False)
    here.sync()
    here.fake.refuses |= {"p005@example.test": "INVALID_FIELD"}
    here.publish(people(5))
    here.sync()
    settings = load_settings(home=here.directory)
    copy_books(settings, Ledger(settings.home.ledger))
    runs = (
        "select source_system, status, new_people, rows_accepted, rows_rejected from gate.sync_runs order by _loaded_at"
    )
    rejections = "select source_system, code, row_count, most_tries from gate.sync_rejections"
    with duckdb.connect(str(settings.home.warehouse), read_only=True) as warehouse:
        assert warehouse.sql(runs).fetchall() == [
            (here.target.name, "dry, done", 4, 0, 0),
            (here.target.name, "done", 4, 3, 1),
            (here.target.name, "done", 2, 0, 2),
        ]
        assert warehouse.sql(rejections).fetchall() == [(here.target.name, "INVALID_FIELD", 2, 2)]

    # Also after somebody was erased, and while a sync holds the book.
    here.erase("p002")
    forget_synced(settings)
    with open_book(settings.home.sync, here.target.name):
        copy_books(settings, Ledger(settings.home.ledger))
    with duckdb.connect(str(settings.home.warehouse), read_only=True) as warehouse:
        assert len(warehouse.sql(runs).fetchall()) == 3
        assert warehouse.sql(rejections).fetchall() == [(here.target.name, "INVALID_FIELD", 1, 1)]
