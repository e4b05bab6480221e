"""`leadhouse explain`: a person's score, taken apart."""

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.publish import publish
from tests.pipeline.tiny_build import make_build, pass_audit

MARTS = """
    create schema core; create schema lead_score; create schema lifecycle;
    create table core.people (person_id text, invalid_reason text, lifecycle_stage text, email_domain text);
    insert into core.people values
        ('ada1', null, 'mql', 'secret.test'), ('ada2', 'fake', 'lead', 'secret.test'), ('bob', null, 'lead', null);
    create table lead_score.lead_scores (
        person_id text, lead_score decimal(18, 9), temperature text, score_cell text, qualification text,
        top_reasons text, score_change_7d decimal(18, 9), scored_at timestamp
    );
    insert into lead_score.lead_scores values
        ('ada1', 41.5, 'warm', 'B1', 'mql', 'Asked for a demo', 28.25, '2026-03-31 12:00:00'),
        ('bob', 0, 'cold', 'D3', 'unqualified', null, 0, '2026-03-31 12:00:00');
    create table lead_score.lead_score_ledger (
        person_id text, rule_id text, event_on date, rule_kind text, rule_group text, label text, event_count int,
        points decimal(18, 9), decayed_points decimal(18, 9), counted_points decimal(18, 9),
        decayed_points_then decimal(18, 9), counted_points_then decimal(18, 9)
    );
    insert into lead_score.lead_score_ledger values
        ('ada1', 'page_view', '2026-03-24', 'behavior', 'visits', 'Looked at a page', 2, 2, 1.5, 1.5, 2, 2),
        ('ada1', 'trial', '2026-02-24', 'behavior', 'intent', 'Started a trial', 1, 30, 5, 4, 8, 8),
        ('ada1', 'demo_request', '2026-03-25', 'behavior', 'intent', 'Asked for a demo', 1, 30, 30, 26, 0, 0),
        ('ada1', 'role', '2026-01-01', 'demographic', 'role', 'Decides on purchases', 1, 20, 20, 20, 20, 20),
        ('ada1', 'student', '2026-01-01', 'demographic', 'misfit', 'Is a student', 1, -10, -10, -10, -40, -30),
        ('ada1', 'clip', '2026-03-31', 'clip', 'clip', 'The score ends at its limits', 0, 0, 0, 0, 0, 13.25);
    create table lifecycle.lifecycle_intervals (
        person_id text, journey_number int, stage text, entered_at timestamp, exited_at timestamp, days_in_stage double,
        direction text, is_inferred boolean, evidence text, interval_number int
    );
    insert into lifecycle.lifecycle_intervals values
        ('ada1', 1, 'mql', '2026-03-25 10:00:00', null, 6.04, 'forward', false, 'score_crossing', 3),
        ('ada1', 1, 'engaged', '2026-03-25 10:00:00', '2026-03-25 10:00:00', 0, 'forward', true, 'score_crossing', 2),
        ('ada1', 1, 'lead', '2026-01-01 10:00:00', '2026-03-25 10:00:00', 83, 'forward', false, 'first_record', 1);
    create table core.touchpoints (
        person_id text, touch_number int, occurred_at timestamp, touchpoint_type text, channel text, product_line text,
        is_counted boolean
    );
    insert into core.touchpoints values
        ('ada1', 1, '2026-03-24 10:00:00', 'page_view', 'organic_search', null, true),
        ('ada1', 2, '2026-03-25 10:00:00', 'demo_request', 'direct', 'analytics', true),
        ('ada1', null, '2026-03-26 10:00:00', 'page_view', 'crawled', null, false);
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    build = make_build(tmp_path / "build")
    with duckdb.connect(str(tmp_path / "build" / "marts.duckdb")) as marts:
        marts.execute(f"drop schema core cascade; {MARTS}")
    pass_audit(tmp_path / "build", build)
    publish(tmp_path / "build", tmp_path / "published", {"core"}, keep=1, now=build.started_at)
    return tmp_path


def explain(person: str, home: Path, *options: str, code: int = 0) -> list[str]:
    """The lines that are said, each with its blanks folded."""
    result = CliRunner().invoke(main, ["explain", person, *options, "--home", str(home)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return [" ".join(line.split()) for line in result.output.splitlines() if line.strip()]


def part(lines: list[str], title: str, until: str) -> list[str]:
    """The rows of one table, without its head."""
    return lines[lines.index(title) + 3 : lines.index(until) + 1]


def test_the_ledger_adds_up_to_the_score_largest_first(home):
    said = explain("ada1", home)
    assert "Score 41.50: warm, B1, mql" in said
    assert part(said, "Why the score is what it is", "score 41.50") == [
        "Asked for a demo 2026-03-25 1 30.00 30.00 26.00",
        "Decides on purchases 2026-01-01 1 20.00 20.00 20.00",
        "Is a student 2026-01-01 1 -10.00 -10.00 -10.00",
        "Started a trial 2026-02-24 1 30.00 5.00 4.00",
        "Looked at a page 2026-03-24 2 2.00 1.50 1.50",
        "The score ends at its limits 2026-03-31 0 0.00 0.00 0.00",
        "score 41.50",
    ]


def test_a_weeks_change_is_what_came_what_faded_and_what_limits_took(home):
    assert part(explain("ada1", home), "What changed in 7 days", "score 13.25 41.50 +28.25") == [
        "Asked for a demo 0.00 30.00 +30.00",
        "Is a student -40.00 -10.00 +30.00",
        "Started a trial 8.00 5.00 -3.00",
        "Looked at a page 2.00 1.50 -0.50",
        "The score ends at its limits 13.25 0.00 -13.25",
        "The group misfit has a limit 10.00 0.00 -10.00",
        "The group intent has a limit 0.00 -5.00 -5.00",
        "score 13.25 41.50 +28.25",
    ]


def test_stages_stand_in_order_and_say_what_shows_them(home):
    said = explain("ada1", home)
    assert said[said.index("Stages") + 3 : said.index("Stages") + 6] == [
        "1 lead 2026-01-01 10:00:00 2026-03-25 10:00:00 83.0 forward first record",
        "1 engaged 2026-03-25 10:00:00 2026-03-25 10:00:00 0.0 forward skipped: score crossing",
        "1 mql 2026-03-25 10:00:00 6.0 forward score crossing",
    ]


def test_only_counted_touches_are_shown_and_the_last_of_them_first(home):
    said = explain("ada1", home)
    assert said[said.index("Counted touches, all 2") + 3 :] == [
        "2 2026-03-25 10:00:00 demo_request direct analytics",
        "1 2026-03-24 10:00:00 page_view organic_search",
    ]
    said = explain("ada1", home, "--touches", "1")
    assert said[said.index("Counted touches, the last 1 of 2") + 3 :] == [
        "2 2026-03-25 10:00:00 demo_request direct analytics"
    ]


def test_who_did_nothing_has_a_score_of_nothing(home):
    said = explain("bob", home)
    assert said[-1] == "No touch of this person counts."
    assert "score 0.00" in said
    assert "score 0.00 0.00 +0.00" in said


def test_an_invalid_person_has_no_score_and_a_reason(home):
    said = explain("ada2", home)
    assert "No score: the record is not valid (fake)." in said
    assert not any(line.startswith("score") for line in said)


def test_a_beginning_that_fits_one_person_is_enough(home):
    assert explain("bo", home) == explain("bob", home)
    assert explain("bob", home)[0].startswith("Person bob,")
    [said] = explain("ada", home, code=1)
    assert "More than one person's id begins with 'ada'. Add letters" in said


@pytest.mark.parametrize("nobody", ["nobody", "%", "_", "' or true --"])
def test_nobody_is_a_message_with_a_remedy(home, nobody):
    [said] = explain(nobody, home, code=1)
    assert f"No person's id begins with '{nobody}'." in said
    assert "leadhouse query" in said


def test_V06_an_explanation_holds_nothing_that_names_a_person(home):
    assert not any("secret.test" in line for line in explain("ada1", home))


def test_before_anything_is_published_it_says_so(tmp_path):
    [said] = explain("ada", tmp_path, code=1)
    assert "Nothing has been published yet" in said
