"""A team whose loader lands a CRM's tables already: one variable, and the marts are there."""

import json
from pathlib import Path

import duckdb
import pytest

from orchestration.dbt_build import build
from orchestration.errors import BuildFailed
from orchestration.surroundings import environment
from tests.plain_dbt import dbt

LANDED = """
create schema fivetran_salesforce;
-- As a loader lands them: its own columns, types of its choice, fields of the team's own, and not every field of ours.
create table fivetran_salesforce.lead as
select
    '00Q5f00000Ada01EAA' as id, 'Ada@Acme.example' as email, 'Ada' as first_name, 'Lovelace' as last_name,
    'VP Engineering' as title, 'Acme' as company, 250.0 as number_of_employees, 'Web' as lead_source,
    'Closed - Converted' as status, true as is_converted, '0035f00000Ada02AAA' as converted_contact_id,
    timestamptz '2026-01-05 09:00:00+02' as created_date, timestamptz '2026-02-01 09:00:00+00' as last_modified_date,
    timestamptz '2026-02-01 09:00:00+00' as system_modstamp, false as is_deleted, 'x' as our_field_c,
    timestamptz '2026-02-02 00:00:00+00' as _fivetran_synced;
create table fivetran_salesforce.contact as
select
    '0035f00000Ada02AAA' as id, 'ada@acme.example' as email, 'Ada' as first_name, 'Lovelace' as last_name,
    timestamptz '2026-02-01 09:00:00+00' as created_date, timestamptz '2026-02-01 09:00:00+00' as system_modstamp,
    false as is_deleted, timestamptz '2026-02-02 00:00:00+00' as _fivetran_synced;
"""


def variables(loader_schemas: dict[str, str]) -> str:
    return json.dumps({"loader_schemas": loader_schemas, "as_of": "2026-06-01"})


def build_leads(home: Path, loader_schemas: dict[str, str]) -> None:
    """As a run does it, for which dbt need not read the project again: that is told other variables each time."""
    (home / "build").mkdir(exist_ok=True)
    with environment(LEADHOUSE_HOME=str(home), LEADHOUSE_VARS=variables(loader_schemas)):
        build(home / "dbt", ["--select", "stg_salesforce__lead"])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("loader")
    with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
        warehouse.execute(LANDED)
    return home


def test_the_marts_are_made_of_what_the_loader_landed(home):
    given = ("--vars", variables({"salesforce": "fivetran_salesforce"}))
    kinds = ("--resource-type", "model", "--resource-type", "seed")
    said = dbt("build", "--select", "+people", *kinds, *given, home=home)
    assert said.returncode == 0, said.stdout[-3000:]
    with duckdb.connect(str(home / "build" / "marts.duckdb"), read_only=True) as marts:
        people = marts.sql(
            "select source_record_count, email_domain, employee_count, lead_source, lead_created_at from core.people"
        ).fetchall()
    assert [(*row[:4], str(row[4])) for row in people] == [(2, "acme.example", 250, "Web", "2026-01-05 07:00:00")]


def test_without_the_variable_the_raw_tables_are_the_gates_again(home):
    build_leads(home, {})
    with duckdb.connect(str(home / "warehouse.duckdb")) as warehouse:
        assert (
            warehouse.sql("select view_name from duckdb_views() where schema_name = 'raw_salesforce'").fetchall() == []
        )
        assert warehouse.sql("select count(*) from raw_salesforce.lead").fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("loader_schemas", "message"),
    [
        ({"salesforce": "fivetran_salesfroce"}, "the schema fivetran_salesfroce holds no table of salesforce"),
        ({"salesfroce": "fivetran_salesforce"}, "there is no source 'salesfroce'. Known: "),
    ],
)
def test_a_misspelt_schema_or_source_is_told(home, loader_schemas, message):
    with pytest.raises(BuildFailed, match=message):
        build_leads(home, loader_schemas)


def test_rows_of_the_gate_are_not_hidden_behind_a_view(tmp_path):
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as warehouse:
        warehouse.execute(LANDED)
        warehouse.execute("create schema raw_salesforce; create table raw_salesforce.lead as select '1' as id")
    with pytest.raises(BuildFailed, match="holds rows of the gate"):
        build_leads(tmp_path, {"salesforce": "fivetran_salesforce"})
