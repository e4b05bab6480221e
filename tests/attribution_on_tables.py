"""The attribution models as views over tables that a test fills: histories in, credits out, and no dbt between."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb

from orchestration.fits.attribution import removal_effects_by_kind
from tests.compiled_models import as_views, build, models_named, tables_to_fill

BEGINNING = datetime(2026, 1, 1)

# All but int_removal_effects, the fit between those that lead to it and the last three.
MODELS = [
    "int_conversion_moments",
    "int_conversions",
    "int_walker_touches",
    "int_walker_fingerprints",
    "int_conversion_grounds",
    "int_conversion_fingerprints",
    "int_conversion_touches",
    "int_path_shapes",
    "int_shape_shares",
    "int_unconverted_walkers",
    "int_open_walks",
    "int_channel_paths",
    "int_path_steps",
    "int_path_channels",
    "int_channel_transitions",
    "int_weighed_touches",
    "int_fitted_models",
    "int_effect_touches",
    "attribution_credits",
    "channel_removal_effects",
]
INPUTS = [
    "int_people",
    "int_person_accounts",
    "int_qualifications",
    "int_opportunities",
    "int_purchases",
    "int_touchpoints",
    "int_removal_effects",
]
SEEDS = ["attribution_models", "attribution_settings", "conversion_kinds"]


@dataclass(frozen=True)
class Touch:
    """Something that a person did so many seconds after the BEGINNING."""

    touchpoint_id: str
    person_id: str
    second: int
    channel: str


@dataclass(frozen=True)
class Conversion:
    """A conversion of a kind, so many seconds after the BEGINNING. A deal also knows when it was created."""

    kind: str
    key: str
    person_id: str | None
    second: int
    revenue: str = "0"
    margin: str = "0"
    deal_created: int | None = None
    account_id: str | None = None


def moment(second: int) -> datetime:
    return BEGINNING + timedelta(seconds=second)


@contextmanager
def attribution_models(home: Path, manifest: dict) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the models as views, the seeds as they are, and every input empty."""
    with tables_to_fill(home, manifest, INPUTS, SEEDS) as connection:
        build(connection, as_views(models_named(manifest, *MODELS)))
        yield connection


def attribute(
    warehouse: duckdb.DuckDBPyConnection,
    touches: Sequence[Touch],
    conversions: Sequence[Conversion],
    accounts: dict[str, str] | None = None,
) -> None:
    """Let these touches and conversions be all there is, and fit. `accounts` says whose person is of which account."""
    accounts = accounts or {}
    for name in INPUTS:
        warehouse.execute(f"delete from intermediate.{name}")
    for person_id, account_id in accounts.items():
        _insert(warehouse, "int_person_accounts", person_id=person_id, account_id=account_id)
    for conversion in conversions:
        _insert_conversion(warehouse, conversion)
    by_person: dict[str, list[Touch]] = {}
    for touch in sorted(touches, key=lambda touch: (touch.second, touch.touchpoint_id)):
        by_person.setdefault(touch.person_id, []).append(touch)
    for own in by_person.values():
        for number, (touch, following) in enumerate(zip(own, [*own[1:], None], strict=True), start=1):
            _insert(
                warehouse,
                "int_touchpoints",
                touchpoint_id=touch.touchpoint_id,
                person_id=touch.person_id,
                account_id=accounts.get(touch.person_id),
                occurred_at=moment(touch.second),
                channel=touch.channel,
                next_channel=following.channel if following else None,
                touch_number=number,
                is_counted=True,
            )
    transitions = warehouse.sql("from intermediate.int_channel_transitions order by all").df()
    effects = removal_effects_by_kind(transitions)
    warehouse.register("effects", effects)
    warehouse.execute("insert into intermediate.int_removal_effects by name from effects")


def _insert_conversion(warehouse: duckdb.DuckDBPyConnection, conversion: Conversion) -> None:
    at = moment(conversion.second)
    if conversion.kind == "lead":
        _insert(warehouse, "int_people", person_id=conversion.person_id, lead_created_at=at)
    elif conversion.kind == "mql":
        _insert(
            warehouse,
            "int_qualifications",
            person_id=conversion.person_id,
            journey_number=conversion.key,
            qualified_at=at,
        )
    else:
        key = {"person_id": conversion.person_id, "account_id": conversion.account_id}
        if conversion.deal_created is not None:
            created_at = moment(conversion.deal_created)
            _insert(warehouse, "int_opportunities", opportunity_id=conversion.key, created_at=created_at, **key)
        _insert(
            warehouse,
            "int_purchases",
            conversion_kind=conversion.kind,
            purchase_key=conversion.key,
            purchased_at=at,
            revenue=conversion.revenue,
            margin=conversion.margin,
            is_new_customer=False,
            **key,
        )


def _insert(warehouse: duckdb.DuckDBPyConnection, table: str, **row: object) -> None:
    values = ", ".join(f"${number} as {column}" for number, column in enumerate(row, start=1))
    warehouse.execute(f"insert into intermediate.{table} by name select {values}", list(row.values()))
