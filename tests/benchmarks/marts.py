"""How long every mart takes, without dbt's own time: `python -m tests.benchmarks.marts --touchpoints 10000000`.

The invented population of the identity benchmark, with a purpose: touches of many types and channels, deals, orders and
spend. Prints the seconds of each question, of the slowest models, and the most memory held.
"""

import argparse
import tempfile
from collections import Counter
from pathlib import Path

import duckdb

from tests.benchmarks.identity import ADDRESS, LOADED, MOMENT, TOUCHPOINTS_PER_PERSON, compiled_manifest, fill
from tests.benchmarks.told import tell_totals
from tests.compiled_models import build, models_up_to

SHOWN = 25

# Of ten touches six are of browsers; what else they do is dealt by the hash of their number.
TOUCHES = """
update raw_files.touchpoints set
    touchpoint_type = case
        when touchpoint_type <> 'page_view' then touchpoint_type
        when hash(touchpoint_id, 'type') % 40 = 0 then 'demo_request'
        when hash(touchpoint_id, 'type') % 40 < 3 then 'pricing_view'
        when hash(touchpoint_id, 'type') % 40 < 6 then 'content_download'
        else 'page_view'
    end,
    utm_source = case hash(touchpoint_id, 'source') % 6
        when 0 then 'google' when 1 then 'linkedin' when 2 then 'newsletter' when 3 then 'facebook'
    end,
    utm_medium = case hash(touchpoint_id, 'source') % 6
        when 0 then 'cpc' when 1 then 'paid-social' when 2 then 'email' when 3 then 'social'
    end,
    utm_campaign = 'campaign-' || hash(touchpoint_id, 'campaign') % 50,
    url = null
"""
DEALS = f"""
insert into raw_files.opportunities by name
select
    'salesforce' as source_system,
    'd' || number as opportunity_id,
    's' || number * 20 as lead_id,
    (1000 + hash(number, 'amount') % 50000) as amount,
    {MOMENT.format(what="opened")} as created_at,
    case when number % 4 < 3 then created_at + to_days(cast(10 + hash(number, 'days') % 90 as int)) end as closed_at,
    number % 4 < 3 as is_closed,
    number % 4 = 0 as is_won,
    case when number % 4 = 0 then 'Closed Won' when number % 4 < 3 then 'Closed Lost' else 'Proposal' end as stage,
    {LOADED}
from range($people // 20) as deals(number)
"""
ORDERS = f"""
insert into raw_files.orders by name
select
    'shop' as source_system,
    'o' || number as order_id,
    {ADDRESS.format(person="(hash(number, 'buyer') % ($people // 4))")} as email,
    (10 + hash(number, 'amount') % 500) as amount,
    (5 + hash(number, 'amount') % 200) as cost,
    {MOMENT.format(what="ordered")} as ordered_at,
    {LOADED}
from range($people // 2) as orders(number)
"""
SPEND = f"""
insert into raw_files.ad_spend by name
select
    'ads' as source_system,
    date '2024-01-01' + cast(number // 50 as int) as spend_on,
    'google' as platform,
    'campaign-' || number % 50 as campaign_id,
    'google' as utm_source,
    'cpc' as utm_medium,
    100 as cost,
    {LOADED}
from range(700 * 50) as spend(number)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touchpoints", type=int, default=10_000_000)
    parser.add_argument("--folders", nargs="*", default=[], help="only these folders of models and what they read")
    arguments = parser.parse_args()
    people = arguments.touchpoints // TOUCHPOINTS_PER_PERSON
    with tempfile.TemporaryDirectory(prefix="marts") as directory:
        home = Path(directory)
        models = models_up_to(compiled_manifest(home), *arguments.folders)
        with duckdb.connect(str(home / "warehouse.duckdb"), config={"memory_limit": "6GB"}) as warehouse:
            for name in ("marts", "activation"):
                warehouse.execute(f"attach '{home / 'build' / name}.duckdb' as {name}")
            fill(warehouse, arguments.touchpoints)
            warehouse.execute(TOUCHES)
            for rows in (DEALS, ORDERS):
                warehouse.execute(rows, {"people": people})
            warehouse.execute(SPEND)
            warehouse.execute("checkpoint")
            seconds = build(warehouse, models)
    folders = {model.name: model.folder for model in models}
    by_folder = Counter()
    for name, took in seconds.items():
        by_folder[folders[name]] += took
    for folder, took in by_folder.most_common():
        print(f"{took:8.2f} s  {folder}")
    print()
    for name, took in Counter(seconds).most_common(SHOWN):
        print(f"{took:8.2f} s  {name}")
    tell_totals(sum(seconds.values()), "all models", arguments.touchpoints)


if __name__ == "__main__":
    main()
