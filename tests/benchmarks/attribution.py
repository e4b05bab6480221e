"""How long it takes to share out conversions: `python -m tests.benchmarks.attribution --touchpoints 10000000`.

Fills the tables that attribution reads with an invented population (ten touchpoints a person; most become leads, a
third MQLs, a tenth open a deal) and builds the project's own models over them: paths, the fit, credits under every
model. Prints the seconds and rows of each and the most memory held.
"""

import argparse
import json
import os
import subprocess
import tempfile
from pathlib import Path

import duckdb

from tests.benchmarks.told import tell_totals
from tests.compiled_models import CompiledModel, build, models_up_to

PROJECT_ROOT = Path(__file__).parents[2]
TOUCHPOINTS_PER_PERSON = 10
INPUTS = ["int_people", "int_person_accounts", "int_qualifications", "int_opportunities", "int_purchases"]
MARTS = ["attribution_credits", "channel_removal_effects", "conversion_paths", "conversions"]

# Over `person`, who counts people: a moment between the first and the last of their touches.
SPAN = 30_000_000
MOMENT = f"timestamp '2025-01-01' + to_seconds(cast(hash(person, '{{what}}') % {SPAN} as bigint))"
KEY = "md5(cast(person as varchar))"

POPULATION = {
    "int_people": f"select {KEY} as person_id, {MOMENT.format(what='lead')} as lead_created_at where person % 10 < 8",
    "int_person_accounts": f"select {KEY} as person_id, md5('a' || person % ($people / 10)) as account_id",
    "int_qualifications": f"""
        select {KEY} as person_id, 1 as journey_number, {MOMENT.format(what="mql")} as qualified_at
        where person % 10 < 3
    """,
    "int_opportunities": f"""
        select {KEY} as person_id, md5('d' || person) as opportunity_id, {MOMENT.format(what="deal")} as created_at
        where person % 10 = 0
    """,
    "int_purchases": f"""
        select
            if(person % 10 = 0, 'won', 'order') as conversion_kind,
            md5(if(person % 10 = 0, 'd', 'o') || person) as purchase_key,
            {KEY} as person_id,
            {KEY} as customer_id,
            {MOMENT.format(what="sale")} as purchased_at,
            cast(hash(person, 'revenue') % 1000000 / 100 as decimal(18, 2)) as revenue,
            cast(hash(person, 'revenue') % 1000000 / 250 as decimal(18, 2)) as margin,
            true as is_new_customer
        where person % 20 in (0, 1)
    """,
}

# Some channels are common and some rare, and people often come back by the way they came before.
TOUCHPOINTS = f"""
insert into intermediate.int_touchpoints by name
with touches as (
    select
        cast(hash(number, 'who') % $people as bigint) as person,
        number,
        case when hash(number, 'habit') % 2 = 0 then hash(number, 'how') else hash(number, 'who') end as way
    from range($touchpoints) as touches(number)
),
described as (
    select
        {KEY} as person_id,
        md5('t' || number) as touchpoint_id,
        md5('a' || person % ($people / 10)) as account_id,
        timestamp '2025-01-01' + to_seconds(cast(hash(number, 'when') % {SPAN} as bigint)) as occurred_at,
        $channels[1 + cast(floor(sqrt(way % (len($channels) * len($channels)))) as int)] as channel,
        case when way % 3 = 0 then 'campaign ' || way % 200 end as campaign_id,
        true as is_counted
    from touches
)
select
    *,
    cast(row_number() over person_order as int) as touch_number,
    lead(channel) over person_order as next_channel
from described
window person_order as (partition by person_id order by occurred_at, touchpoint_id)
"""


def fill(warehouse: duckdb.DuckDBPyConnection, touchpoints: int) -> None:
    """What the models of other folders would have left."""
    people = touchpoints // TOUCHPOINTS_PER_PERSON
    for table, select in POPULATION.items():
        rows = f"select * from (from range({people}) as people(person) {select.replace('$people', str(people))})"
        warehouse.execute(f"insert into intermediate.{table} by name {rows}")
    channels = [
        channel
        for (channel,) in warehouse.sql(
            "select channel from seeds.channel_names where channel <> 'unattributed' order by channel"
        ).fetchall()
    ]
    warehouse.execute(TOUCHPOINTS, {"people": people, "touchpoints": touchpoints, "channels": channels})
    warehouse.execute("checkpoint")


def attribution_models(manifest: dict) -> list[CompiledModel]:
    """Everything between the inputs and the credits, and the marts beside them."""
    given = {*POPULATION, "int_touchpoints", "int_qualifications", "int_gained_customers"}
    return [
        model
        for model in models_up_to(manifest)
        if (model.folder == "attribution" or model.name in MARTS) and model.name not in given
    ]


def empty_warehouse(home: Path) -> list[CompiledModel]:
    """Every table as dbt makes it over nothing, and the models as it compiles them."""
    (home / "build").mkdir()
    for command in (["build", "--exclude", "resource_type:test", "resource_type:unit_test"], ["compile"]):
        subprocess.run(
            ["dbt", "--quiet", *command, "--target-path", str(home), "--log-path", str(home)],
            cwd=PROJECT_ROOT,
            env={**os.environ, "LEADHOUSE_HOME": str(home)},
            check=True,
        )
    return attribution_models(json.loads((home / "manifest.json").read_text()))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--touchpoints", type=int, default=10_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attribution") as directory:
        home = Path(directory)
        models = empty_warehouse(home)
        with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
            warehouse.execute(f"attach '{home / 'build' / 'marts.duckdb'}' as marts")
            fill(warehouse, arguments.touchpoints)
            seconds = build(warehouse, models)
            counted = [model for model in models if model.materialized == "table"]
            rows = {
                model.name: warehouse.execute(f"select count(*) from {model.relation}").fetchall()[0][0]
                for model in counted
            }
    for model, count in rows.items():
        print(f"{seconds[model]:8.2f} s  {count:12,}  {model}")
    tell_totals(sum(seconds.values()), "all of them", arguments.touchpoints)


if __name__ == "__main__":
    main()
