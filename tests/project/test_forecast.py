"""Forecasts over invented deals.

They see nothing of what came later, and their intervals hold what came as often as they say.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest

from tests.keys import hash_key

MODELS = [
    "int_deal_statements",
    "int_forecast_days",
    "int_deal_states",
    "int_open_deals",
    "int_learned_deals",
    "int_expected_closes",
    "int_win_rates",
    "int_timed_wins",
    "int_on_time_rates",
    "int_forecast_deals",
    "int_forecast_rate_groups",
    "pipeline_forecasts",
    "forecast_accuracy",
]
INPUTS = [
    "int_opportunities",
    "int_all_opportunity_versions",
    "int_all_opportunity_stage_changes",
    "int_people",
    "int_exchange_rates",
]
SEEDS = ["forecast_settings", "deal_age_bands", "deal_stages"]
START, END = datetime(2021, 1, 1), datetime(2024, 1, 1)
STAGES = ("discovery", "proposal", "negotiation")
SEGMENTS = ("small", "large")


@dataclass(frozen=True)
class Deal:
    """A deal with all that was ever said of it: moment, stage, amount, close date."""

    number: int
    statements: list[tuple[datetime, str, float, date]]
    closed_at: datetime
    is_won: bool


def invented_deals(count: int, seed: int) -> list[Deal]:
    """Deals that are won in half of the cases, after two months on average; dates get better from stage to stage."""
    dice = np.random.default_rng(seed)
    deals = []
    for number in range(count):
        created_at = START + timedelta(days=float(dice.uniform(0, (END - START).days)))
        length = float(dice.gamma(2, 30)) + 1
        closed_at = created_at + timedelta(days=length)
        amount = float(dice.integers(1, 20)) * 1000
        statements = [
            (
                created_at + timedelta(days=length * step / len(STAGES)),
                stage,
                amount * float(dice.uniform(0.9, 1.1)),
                (closed_at + timedelta(days=float(dice.normal(0, 40 / (step + 1))))).date(),
            )
            for step, stage in enumerate(STAGES)
        ]
        deals.append(Deal(number, statements, closed_at, bool(dice.random() < 0.5)))
    return deals


@pytest.fixture(scope="module")
def forecasts(empty_build, manifest) -> Callable[[list[Deal], datetime, str], pd.DataFrame]:
    """The rows of a mart, by deals and the moment from which they are looked at."""
    home, _ = empty_build
    nodes = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")}
    compiled_as_of = re.search(r"cast\('[^']+' as timestamp\)", nodes["int_forecast_days"]["compiled_code"])[0]

    def rows(deals: list[Deal], as_of: datetime, mart: str) -> pd.DataFrame:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{home / 'warehouse.duckdb'}' as built (read_only)")
            for name in INPUTS + SEEDS + MODELS:
                node = nodes[name]
                connection.execute(f"attach if not exists ':memory:' as {node['database']}")
                connection.execute(f"create schema if not exists {node['database']}.{node['schema']}")
                if name not in MODELS:
                    connection.execute(f"create table {node['relation_name']} as from built.{node['schema']}.{name}")
            connection.execute(f"use {nodes['int_people']['database']}")
            for name, frame in known_at(deals, as_of).items():
                connection.register("known", frame)
                connection.execute(f"insert into {nodes[name]['relation_name']} by name from known")
            for name in MODELS:
                sql = nodes[name]["compiled_code"].replace(compiled_as_of, f"timestamp '{as_of}'")
                connection.execute(f"create table {nodes[name]['relation_name']} as {sql}")
            return connection.sql(f"from {nodes[mart]['relation_name']} order by all").df()

    return rows


def known_at(deals: list[Deal], as_of: datetime) -> dict[str, pd.DataFrame]:
    """The inputs of the forecast as a load at this moment would have left them."""
    opportunities, versions, moves = [], [], []
    for deal in deals:
        said = [statement for statement in deal.statements if statement[0] <= as_of]
        if not said:
            continue
        is_closed = deal.closed_at <= as_of
        _, stage, amount, close_on = said[-1]
        opportunities.append(
            {
                "opportunity_id": hash_key("crm", str(deal.number)),
                "person_id": SEGMENTS[deal.number % 2],
                "created_at": said[0][0],
                "closed_at": deal.closed_at if is_closed else None,
                "is_closed": is_closed,
                "is_won": is_closed and deal.is_won,
                "deal_stage": stage,
                "original_amount": amount,
                "amount": amount,
                "currency": "USD",
                "expected_close_on": close_on,
            }
        )
        for at, stage, amount, close_on in said:
            deal_key = {"source_system": "crm", "opportunity_id": str(deal.number), "currency": "USD"}
            versions.append(deal_key | {"updated_at": at, "amount": amount, "expected_close_on": close_on})
            moves.append(deal_key | {"changed_at": at, "stage": stage})
    return {
        "int_opportunities": pd.DataFrame(opportunities),
        "int_all_opportunity_versions": pd.DataFrame(versions),
        "int_all_opportunity_stage_changes": pd.DataFrame(moves),
        "int_people": pd.DataFrame([{"person_id": segment, "segment": segment} for segment in SEGMENTS]),
    }


def test_a_past_forecast_is_what_was_forecast_then(forecasts) -> None:
    deals = invented_deals(count=400, seed=1)
    told_later = ["is_current", "actual"]
    since = forecasts(deals, END, "pipeline_forecasts").drop(columns=told_later)
    assert since["forecast_amount"].notna().any()
    for month in (datetime(2022, 3, 1), datetime(2022, 11, 1), datetime(2023, 8, 1)):
        then = forecasts(deals, month, "pipeline_forecasts").drop(columns=told_later)
        assert then["made_on"].max() == pd.Timestamp(month)
        pd.testing.assert_frame_equal(then, since[since["made_on"] <= month].reset_index(drop=True))


def test_intervals_hold_what_came_as_often_as_they_say(forecasts) -> None:
    accuracy = forecasts(invented_deals(count=4000, seed=2), END, "forecast_accuracy")
    everything = accuracy[(accuracy["segment"] == "(all)") & (accuracy["months_ahead"] == "(all)")].iloc[0]
    assert everything["forecasts"] > 100
    assert abs(everything["error_share"]) < 0.1
    assert 0.9 < everything["share_inside"] <= 1
