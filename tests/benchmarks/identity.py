"""How long it takes to find out who is who: `python -m tests.benchmarks.identity --touchpoints 10000000`.

Fills the raw tables of a warehouse with an invented population (ten touchpoints a person) and builds the project's own
models over them. Prints the seconds of each identity model and the most memory held.
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

# What the population is like, as SQL over `number`, which counts people (or touches). Most people are in a CRM, many in
# several; half of all browsers are never identified; one address in a hundred is an office's.
ADDRESS = """case
    when hash({person}, 'office') % 100 = 0 then 'info@company' || {person} % 50000 || '.io'
    when hash({person}, 'free') % 5 = 0 then 'person' || {person} || '@gmail.com'
    else 'Person.' || {person} || '@Company' || {person} % 50000 || '.io'
end"""
MOMENT = "timestamp '2024-01-01' + to_seconds(cast(hash(number, '{what}') % 60000000 as bigint))"
LOADED = "'benchmark' as _load_id, number as _source_line, timestamp '2026-01-01' as _loaded_at"

LEADS = f"""
insert into raw_files.leads by name
select
    source_system,
    left(source_system, 1) || number as lead_id,
    case when hash(number, source_system, 'mail') % 20 > 0 then {ADDRESS.format(person="number")} end as email,
    'First' || number % 5000 as first_name,
    'Last' || number % 70000 as last_name,
    '+1 555 ' || number as phone,
    'Company ' || number % 50000 as company,
    case when hash(number, source_system, 'browser') % 3 = 0 then 'v' || number || '-0' end as visitor_id,
    {MOMENT.format(what="created")} as created_at,
    {LOADED}
from range($people) as people(number)
cross join (values ('salesforce', 6), ('hubspot', 5), ('marketo', 3)) as systems(source_system, tenths)
where hash(number, source_system) % 10 < tenths
"""

RECORD_LINKS = f"""
insert into raw_files.record_links by name
select
    source_system,
    lead_id as record_id,
    'salesforce' as linked_system,
    's' || substr(lead_id, 2) as linked_record_id,
    'crm_id' as match_rule,
    {LOADED.replace("number", "_source_line")}
from raw_files.leads
where source_system = 'marketo'
"""

TOUCHPOINTS = f"""
insert into raw_files.touchpoints by name
with touches as (
    select
        number,
        -- People below $people are known, as many again only ever browse.
        cast(hash(number, 'who') % (2 * $people) as bigint) as browsing_person,
        cast(hash(number, 'who') % $people as bigint) as known_person,
        hash(number, 'how') % 10 as way
    from range($touchpoints) as touches(number)
)
select
    case when way < 6 then 'web' when way < 9 then 'marketo' else 'salesforce' end as source_system,
    't' || number as touchpoint_id,
    case when way < 6 then 'v' || browsing_person || '-' || hash(number, 'device') % 2
         when way = 6 then 'v' || known_person || '-' || hash(number, 'device') % 2 end as visitor_id,
    case when way in (6, 7, 8) then {ADDRESS.format(person="known_person")} end as email,
    case when way = 9 then 's' || known_person end as lead_id,
    case when way < 6 then 'page_view' when way = 6 then 'form_submit' else 'email_open' end as touchpoint_type,
    case when way < 7 then 'https://www.company.io/page/' || number % 1000 || '?utm_source=google' end as url,
    {MOMENT.format(what="touched")} as occurred_at,
    {LOADED}
from touches
"""


def fill(warehouse: duckdb.DuckDBPyConnection, touchpoints: int) -> None:
    """Raw rows as the gate would have left them."""
    people = touchpoints // TOUCHPOINTS_PER_PERSON
    warehouse.execute(LEADS, {"people": people})
    warehouse.execute(TOUCHPOINTS, {"people": people, "touchpoints": touchpoints})
    warehouse.execute(RECORD_LINKS)


def measure(warehouse: duckdb.DuckDBPyConnection, models: list[CompiledModel], touchpoints: int) -> dict[str, float]:
    """Build what identity reads, then identity: the seconds of each of its models."""
    fill(warehouse, touchpoints)
    build(warehouse, [model for model in models if model.folder != "identity"])
    warehouse.execute("checkpoint")
    return build(warehouse, [model for model in models if model.folder == "identity"])


def compiled_manifest(home: Path) -> dict:
    """Raw tables and seeds as dbt makes them in a home, and the project as it compiles it."""
    (home / "build").mkdir()
    for command in ("seed", "compile"):
        subprocess.run(
            ["dbt", "--quiet", command, "--target-path", str(home), "--log-path", str(home)],
            cwd=PROJECT_ROOT,
            env={**os.environ, "LEADHOUSE_HOME": str(home)},
            check=True,
        )
    return json.loads((home / "manifest.json").read_text())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--touchpoints", type=int, default=10_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="identity") as directory:
        home = Path(directory)
        models = models_up_to(compiled_manifest(home), "identity")
        with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
            seconds = measure(warehouse, models, arguments.touchpoints)
    for model, took in seconds.items():
        print(f"{took:8.2f} s  {model}")
    tell_totals(sum(seconds.values()), "all of them", arguments.touchpoints)


if __name__ == "__main__":
    main()
