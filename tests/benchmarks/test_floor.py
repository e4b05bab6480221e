"""The floor is worth measuring against only if it answers what the marts answer, on a day and on the next."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from floor import build_floor

from orchestration.bench.population import Population
from tests.compiled_models import looking_from, models_up_to
from tests.whole_build import WholeBuild

TOUCHPOINTS = 5000
HISTORY_ENDS, NEW_DAY_ENDS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
# The marts share money out in cents, touch by touch; the floor doesn't. One row more or less would be a whole one.
TOLERANCE = 0.5

# The same question to the floor and to the marts: how their rows are told apart, then what is counted of each.
QUESTIONS = {
    "people": (
        1,
        "select is_free_mail, count(*), count(lead_created_at), count(industry) from people group by all",
        "select is_free_mail, count(*), count(lead_created_at), count(industry) from core.people group by all",
    ),
    "touches in order": (
        2,
        "select channel, next_channel, count(*), max(touch_number) from touches group by all",
        """
        select channel, next_channel, count(*), max(touch_number) from core.touchpoints
        where touch_number is not null group by all
        """,
    ),
    "score ledger": (
        1,
        "select rule_id, count(*), sum(counted_points) from ledger group by all",
        """
        select rule_id, count(*), sum(counted_points) from lead_score.lead_score_ledger
        where rule_id <> 'clip' or counted_points <> 0 group by all
        """,
    ),
    "score history": (
        1,
        "select score_on, count(*), sum(lead_score), count_if(crossed_mql) from history group by all",
        """
        select score_on, count(*), sum(lead_score), count_if(crossed_mql)
        from lead_score.lead_score_history group by all
        """,
    ),
    "lifecycle": (
        4,
        "select stage, evidence, is_inferred, journey_number, count(*), count(exited_at) from intervals group by all",
        """
        select stage, evidence, is_inferred, journey_number, count(*), count(exited_at)
        from lifecycle.lifecycle_intervals group by all
        """,
    ),
    "credits": (
        3,
        """
        select conversion_kind, attribution_model, channel, sum(credit), sum(revenue), sum(margin)
        from credits group by all
        """,
        """
        select conversion_kind, attribution_model, channel, sum(credit), sum(revenue), sum(margin)
        from channel_roi.attribution_credits group by all
        """,
    ),
    "returns": (
        3,
        """
        select month_start, channel, attribution_model, spend, leads, mqls, opportunities, customers
        from channel_returns
        """,
        """
        select cast(month || '-01' as date), channel, attribution_model, spend, leads, mqls, opportunities, customers
        from channel_roi.channel_returns where month <> '(all)'
        """,
    ),
    "purchase histories": (
        1,
        "select frequency, count(*), sum(recency_days), sum(age_days) from purchase_histories group by all",
        """
        select frequency, count(*), round(sum(recency * 7)), round(sum(t * 7)) from clv.customer_values
        where customer_kind = 'person' group by all
        """,
    ),
}


@pytest.fixture(scope="module")
def days(empty_build, manifest, tmp_path_factory: pytest.TempPathFactory) -> dict[datetime, tuple[Path, Path]]:
    """The floor and the marts of both days, over the benchmark's own files: {as_of: (floor, marts)}."""
    home = tmp_path_factory.mktemp("bench")
    population = Population(TOUCHPOINTS)
    population.write_map(home)
    models = models_up_to(manifest)
    built = {}
    for as_of, write in ((HISTORY_ENDS, population.write_history), (NEW_DAY_ENDS, population.write_new_day)):
        assert write(home) > 0
        whole = WholeBuild(home, looking_from(models, as_of))
        if as_of == HISTORY_ENDS:
            WholeBuild.begin(empty_build[0], home, models)
        whole.load(home / "leadhouse.yml", now=as_of)
        whole.build()
        kept = (home / f"floor-{as_of:%d}.duckdb", home / f"marts-{as_of:%d}.duckdb")
        build_floor(home, as_of).rename(kept[0])
        kept[1].write_bytes((home / "build" / "marts.duckdb").read_bytes())
        built[as_of] = kept
    return built


@pytest.mark.parametrize("as_of", [HISTORY_ENDS, NEW_DAY_ENDS], ids=["history", "new day"])
@pytest.mark.parametrize("question", QUESTIONS)
def test_the_floor_answers_what_the_marts_answer(days, as_of, question):
    keys, *asked = QUESTIONS[question]
    floor, marts = (answer(file, sql, keys) for file, sql in zip(days[as_of], asked, strict=True))
    assert floor.keys() == marts.keys()
    assert len(floor) > 1
    differing = {
        key: (floor[key], marts[key]) for key in floor if floor[key] != pytest.approx(marts[key], abs=TOLERANCE)
    }
    assert not differing


def test_a_new_day_changes_what_is_known(days):
    """Else nothing is told by a run over it: there are new people, and merged records make fewer of the old ones."""
    for question in QUESTIONS:
        keys, _, asked = QUESTIONS[question]
        assert answer(days[HISTORY_ENDS][1], asked, keys) != answer(days[NEW_DAY_ENDS][1], asked, keys), question


def test_every_fit_finds_enough_to_fit(days):
    with duckdb.connect(str(days[HISTORY_ENDS][1]), read_only=True) as marts:
        effects = marts.sql(
            "select count(distinct conversion_kind) from channel_roi.channel_removal_effects"
        ).fetchone()
        purchases = marts.sql("select customers, log_likelihood from clv.clv_parameters").fetchall()
    assert effects == (5,)
    assert all(likelihood is not None for _, likelihood in purchases)


def answer(file: Path, sql: str, keys: int) -> dict[tuple, tuple[float, ...]]:
    with duckdb.connect(str(file), read_only=True) as answers:
        rows = answers.sql(sql).fetchall()
    return {row[:keys]: tuple(float(value) for value in row[keys:]) for row in rows}
