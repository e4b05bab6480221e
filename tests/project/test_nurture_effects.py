"""Those nurtured beside others, where the truth is known.

Who gets the mail scores higher than others do, and would have advanced more often without it too.
"""

from collections.abc import Iterator

import duckdb
import pytest

from tests.compiled_models import as_views, build, models_named, tables_to_fill

MODELS = [
    "int_nurture_treatments",
    "int_nurture_weeks",
    "int_nurture_stays",
    "int_probability_settings",
    "int_sampled_people",
    "int_nurture_moments",
    "int_nurture_observations",
    "int_nurture_excluded_controls",
    "int_nurture_strata",
    "nurture_effects",
]
INPUTS = [
    "int_touchpoints",
    "int_all_campaign_members",
    "int_all_campaigns",
    "int_campaigns",
    "int_identity_people",
    "int_people",
    "lifecycle_intervals",
    "lead_score_history",
]
SEEDS = [
    "nurture_programmes",
    "nurture_score_bands",
    "nurture_stage_age_bands",
    "nurture_settings",
    "probability_settings",
    "lifecycle_stages",
]

# Stage, score, whether the programme reached them, how many they are, how many advanced within the month.
PEOPLE = [
    # Half of those who score 60 are reached and a tenth of those who score 10; the mail does nothing.
    ("lead", 60, True, 150, 60),
    ("lead", 60, False, 150, 60),
    ("lead", 10, True, 30, 3),
    ("lead", 10, False, 270, 27),
    # The same, and the mail brings one in ten of its readers further.
    ("mql", 60, True, 150, 75),
    ("mql", 60, False, 150, 60),
    ("mql", 10, True, 30, 6),
    ("mql", 10, False, 270, 27),
]
# The middle of a week: at this moment the others are looked at.
READ_AT = "timestamp '2024-03-07 12:00:00'"


@pytest.fixture(scope="module")
def effects(empty_build, manifest) -> Iterator[dict[str, dict]]:
    """The mart's row per stage, made of the people above by the models as dbt compiled them."""
    home, _ = empty_build
    with tables_to_fill(home, manifest, INPUTS, SEEDS) as connection:
        build(connection, as_views(models_named(manifest, *MODELS)))
        for cell in PEOPLE:
            add_people(connection, *cell)
        answer = connection.sql("from marts.nurture.nurture_effects")
        yield {row["stage"]: row for row in (dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall())}


def add_people(
    connection: duckdb.DuckDBPyConnection, stage: str, score: int, is_reached: bool, people: int, advanced: int
) -> None:
    """As many people, in the stage for two months; those who don't advance in time do so a day too late."""
    connection.execute(
        f"""
        create or replace temp table added as
        select '{stage}-{score}-{is_reached}-' || number as person_id, number < {advanced} as advances
        from range({people}) as numbers (number)
        """
    )
    connection.execute(
        f"""
        insert into intermediate.int_people by name
        select person_id, true as is_valid, true as can_contact, 'direct' as first_touch_channel,
            {READ_AT} - interval 90 days as first_touch_at
        from added
        """
    )
    connection.execute(
        f"""
        insert into marts.lead_score.lead_score_history by name
        select person_id, cast({READ_AT} as date) - 50 as score_on, {score} as lead_score from added
        union all
        -- What the mail itself brought.
        select person_id, cast({READ_AT} as date) as score_on, {score} + 30 as lead_score from added where {is_reached}
        """
    )
    connection.execute(
        f"""
        insert into marts.lifecycle.lifecycle_intervals by name
        with moves as (
            select person_id, {READ_AT} + case when advances then interval 30 days else interval 31 days end as moved_at
            from added
        )
        select person_id, 1 as interval_number, '{stage}' as stage, {READ_AT} - interval 60 days as entered_at,
            moved_at as exited_at
        from moves
        union all
        select person_id, 2 as interval_number, 'customer' as stage, moved_at as entered_at, null as exited_at
        from moves
        """
    )
    touchpoint_type, excluded_reason = ("email_sent", "outbound") if is_reached else ("email_open", "privacy_proxy")
    connection.execute(
        f"""
        insert into intermediate.int_touchpoints by name
        select person_id, 'newsletter' as campaign_id, '{touchpoint_type}' as touchpoint_type,
            {READ_AT} as occurred_at, false as is_counted, '{excluded_reason}' as excluded_reason
        from added
        """
    )


def test_a_programme_that_does_nothing_shows_no_difference(effects: dict[str, dict]) -> None:
    lead = effects["lead"]
    assert lead["unmatched_difference"] == pytest.approx(63 / 180 - 87 / 420)
    assert lead["unmatched_difference"] > 0.14
    assert lead["difference"] == 0
    assert lead["difference_low"] < 0 < lead["difference_high"]
    assert lead["verdict"] == "no clear difference"


def test_a_programme_that_helps_shows_by_how_much(effects: dict[str, dict]) -> None:
    mql = effects["mql"]
    assert mql["unmatched_difference"] == pytest.approx(81 / 180 - 87 / 420)
    assert float(mql["difference"]) == 0.1
    assert mql["verdict"] == "more advanced"


def test_what_a_machine_opened_reached_nobody(effects: dict[str, dict]) -> None:
    assert {row["treated"] for row in effects.values()} == {180}
    assert {row["controls"] for row in effects.values()} == {420}
