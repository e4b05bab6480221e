"""What is sound row by row and odd beside what readers have is told with its figures, and stops what a seed says."""

from pathlib import Path

import duckdb
import pytest

from orchestration import publish as publishing
from orchestration.audit_result import Finding
from orchestration.publish import current_build
from orchestration.watch_rules import MartVolumeRule, ScoreDriftRule, read_rules
from orchestration.watches import watches
from tests.pipeline.tiny_build import FIRST, add_loads, make_build, pass_audit

# A tenth of the people in each band of ten points.
SCORES = "number % 100"
SMALL = "0.02 * (number % 20)"


@pytest.fixture
def compared(tmp_path):
    """Publish one build, make another, and return what a watch finds, by what is looked at."""

    def make(hour: int, people: int = 1000, score: str = SCORES, probability: str = SMALL) -> None:
        build = make_build(tmp_path / "build", hour, people=f"select * from range({people}) as people(person_id)")
        with duckdb.connect(str(tmp_path / "build" / "marts.duckdb")) as marts:
            marts.execute(f"""
                create schema lead_score;
                create table lead_score.lead_scores as
                select number as person_id, {score} as lead_score, {probability} as conversion_probability
                from range({people}) as people(number)
            """)
        pass_audit(tmp_path / "build", build)

    def compare(watch: str, before: dict | None, now: dict, hours: int = 1, accepted: tuple[str, ...] = ()):
        published = tmp_path / "published"
        if before is not None:
            make(1000, **before)
            publishing.publish(tmp_path / "build", published, {"core"}, 10, FIRST)
        make(1000 + hours, **now)
        with duckdb.connect() as connection:
            return watches(tmp_path / "build", current_build(published), accepted)[watch](connection)

    return compare


def broken(findings: list[Finding]) -> dict[str, tuple[str, str]]:
    """Action and figure of what does not hold, by mart and sentence."""
    return {
        f"{finding.mart}: {finding.expectation}": (finding.action, finding.figure)
        for finding in findings
        if not finding.passed
    }


def test_V05_a_mart_with_a_tenth_of_its_rows_blocks_and_says_which_rule_and_what_to_do(compared):
    found = broken(compared("volume", {"people": 1000}, {"people": 100}))
    assert found == {
        "core.people: about as many rows as readers have": (
            "block",
            "100 rows, readers have 1,000: 0.1 is below 0.8, which rule 30 of mart_volume_rules answers by: block. "
            "If it is right: `leadhouse run --accept volume`",
        ),
        "lead_score.lead_scores: about as many rows as readers have": (
            "block",
            "100 rows, readers have 1,000: 0.1 is below 0.5, which rule 90 of mart_volume_rules answers by: block. "
            "If it is right: `leadhouse run --accept volume`",
        ),
    }


@pytest.mark.parametrize(
    ("before", "now", "action"),
    [(1000, 1000, None), (1000, 960, None), (1000, 900, "alert"), (1000, 10_000, "alert"), (99, 1, None)],
    ids=["the same", "a few less", "fewer", "ten times", "too few to say"],
)
def test_V05_how_many_rows_are_odd_is_a_rule(compared, before, now, action):
    found = compared("volume", {"people": before}, {"people": now})
    assert found
    of_people = broken(found).get("core.people: about as many rows as readers have")
    assert (of_people[0] if of_people else None) == action


def test_V05_what_somebody_accepted_is_told_and_stops_nothing(compared):
    found = broken(compared("volume", {"people": 1000}, {"people": 100}, accepted=("volume",)))
    assert {action for action, _ in found.values()} == {"alert"}
    assert len(found) == 2


@pytest.mark.parametrize("watch", ["volume", "drift"])
def test_the_first_build_has_nothing_to_be_compared_with(compared, watch):
    [finding] = compared(watch, None, {"people": 1})
    assert (finding.passed, finding.figure) == (True, "not: nothing is published yet")


def test_a_build_that_looks_from_an_earlier_moment_may_have_fewer_rows(compared):
    [finding] = compared("volume", {"people": 1000}, {"people": 100}, hours=-1)
    assert (finding.passed, finding.figure) == (True, "not: this build looks from an earlier moment than theirs")


@pytest.mark.parametrize(
    ("now", "score"),
    [
        ({"score": "50"}, "lead_score"),
        ({"score": f"least(100, {SCORES} + 30)"}, "lead_score"),
        ({"probability": "cast(null as double)"}, "conversion_probability"),
        ({"probability": "0.3"}, "conversion_probability"),
    ],
    ids=["all equal", "thirty more for everybody", "no model", "a model of a constant"],
)
def test_X24_scores_that_are_others_than_readers_know_block_with_the_figure(compared, now, score):
    [(sentence, (action, figure))] = broken(compared("drift", {}, now)).items()
    assert sentence == f"lead_score.lead_scores: {score} is distributed as readers know it"
    assert action == "block"
    assert float(figure.split()[2]) > 0.25
    assert "answers by: block. If it is right: `leadhouse run --accept drift`" in figure


def test_X24_scores_that_move_a_little_pass_with_the_figure(compared):
    found = compared("drift", {}, {"people": 1010, "score": "number % 97"})
    assert broken(found) == {}
    figures = [finding.figure.split(" over ")[0] for finding in found]
    assert figures == ["stability index 0.014", "stability index 0.000"]


def test_X24_scores_long_after_are_told_and_stop_nothing(compared):
    found = broken(compared("drift", {}, {"score": "50"}, hours=24 * 8))
    assert [action for action, _ in found.values()] == ["alert"]


def test_what_readers_have_and_nobody_can_read_is_told(compared, tmp_path):
    compared("volume", {}, {})
    spoilt = current_build(tmp_path / "published") / "marts.duckdb"
    spoilt.chmod(0o644)
    spoilt.write_bytes(b"")
    [(action, figure)] = broken(compared("volume", None, {})).values()
    assert action == "alert"
    assert "cannot be read" in figure


@pytest.fixture
def told(compared, tmp_path):
    """What a watch of loads finds in a build after one was published, if a mart of data_quality has this row."""
    compared("volume", {}, {})
    with duckdb.connect(str(tmp_path / "build" / "marts.duckdb")) as marts:
        add_loads(marts)

    def tell(watch: str, mart: str, *rows: str, accepted: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
        row = ", ".join(f"({row})" for row in rows)
        with duckdb.connect(str(tmp_path / "build" / "marts.duckdb")) as marts:
            marts.execute(f"delete from data_quality.{mart}; insert into data_quality.{mart} values {row}")
        with duckdb.connect() as connection:
            found = watches(tmp_path / "build", current_build(tmp_path / "published"), accepted)[watch](connection)
        return broken(found)

    return tell


def test_V05_a_load_of_a_tenth_of_the_usual_rows_blocks_until_somebody_accepts_it(told):
    row = "'files.orders', 'shop', date '2024-07-01', 40, 400, timestamp '2024-07-01 08:00:00', 10, 'block'"
    sentence = "data_quality.load_volumes: about as many rows come as usual"
    figure = (
        "files.orders of shop: 40 rows on 2024-07-01, 400 are usual (rule 10 of load_volume_rules). See what was sent; "
        "if it is right: `leadhouse run --accept loads`"
    )
    assert told("loads", "load_volumes", row) == {sentence: ("block", figure)}
    assert told("loads", "load_volumes", row, accepted=("loads",)) == {sentence: ("alert", figure)}
    # This one is part of what readers have.
    assert told("loads", "load_volumes", row.replace("2024-07-01 08", "2024-04-01 08")) == {}


def test_V05_a_table_that_went_stale_is_told_with_its_ages(told):
    [(action, figure)] = told("freshness", "freshness", "'web.event', 'web', 49.2, 48, 1, 48, 'alert'").values()
    assert action == "alert"
    assert figure.startswith("web.event of web: its latest event is 49 hours old, not 48 at most. See why")
    assert told("freshness", "freshness", "'crm.user', 'crm', null, null, 1, 48, null") == {}


def test_V05_a_quiet_table_is_told_only_of_a_silent_source_and_its_latest_word_alone(told):
    chat, event = "'web.chat', 'web', 900, 48, 1, 48, 'alert'", "'web.event', 'web', 49.2, 48, 1, 48, 'alert'"
    [(_, figure)] = told("freshness", "freshness", chat, event).values()
    assert figure.startswith("web.event of web")
    lively, elsewhere = "'web.event', 'web', 3, 48, 1, 48, null", "'web.event', 'shop', 3, 48, 1, 48, null"
    assert told("freshness", "freshness", chat, lively) == {}
    assert len(told("freshness", "freshness", chat, elsewhere)) == 1
    assert len(told("freshness", "freshness", chat.replace("alert", "block"), lively)) == 1


def test_O15_rows_that_wait_in_quarantine_are_told_with_their_share_and_age(told):
    row = "'files.leads', 'crm', 60, 3, 1000, 0.06, 90, 'alert'"
    [(action, figure)] = told("quarantine", "quarantine_backlog", row).values()
    assert action == "alert"
    assert "60 rows wait, the oldest for 3 days; of 1,000 rows read lately 6.0 % do (rule 90" in figure


@pytest.mark.parametrize("kind", [MartVolumeRule, ScoreDriftRule])
def test_V01_a_seed_without_rules_is_an_error(kind, tmp_path: Path):
    seed = tmp_path / f"{kind.seed()}.csv"
    seed.write_text("rule_order,mart,note\n")
    with pytest.raises(ValueError, match="has no rules"):
        read_rules(kind, tmp_path)
    seed.write_text("rule_order,mart,note\nfirst,core.people,because\n")
    with pytest.raises(ValueError, match="rule_order"):
        read_rules(kind, tmp_path)
