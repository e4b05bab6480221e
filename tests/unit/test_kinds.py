"""Kinds of exports: what they bring agrees with the contracts, and a mistake in their use is named."""

from pathlib import Path

import pytest

from orchestration.contracts import contracts
from orchestration.errors import ConfigError
from orchestration.kinds import columns_of, kinds
from orchestration.settings import load_settings

PLACES = [(kind, entity) for kind, content in kinds().items() for entity in content["entities"]]


def read(tmp_path: Path, entry: str):
    (tmp_path / "leadhouse.yml").write_text(f"files:\n  - {entry}\n")
    return load_settings(tmp_path / "leadhouse.yml", tmp_path / "home").files[0]


@pytest.mark.parametrize(("kind", "entity"), PLACES)
def test_a_kind_fills_columns_of_its_table_and_all_that_are_required(kind, entity):
    contract = contracts()[f"{kinds()[kind]['source']}.{entity}"]
    mapped = columns_of(kind, entity)
    assert not mapped.keys() - contract.columns.keys()
    assert {name for name, column in contract.columns.items() if column.required} <= mapped.keys()


def test_a_kind_says_whose_table_a_file_fills_and_which_of_its_columns_may_be_missing(tmp_path):
    file_map = read(tmp_path, "{kind: zoho_export, entity: lead, path: Leads.csv}")
    assert (file_map.table, file_map.system) == ("zoho.lead", "zoho")
    assert not file_map.columns["id"].may_be_missing
    assert file_map.columns["phone"].may_be_missing


def test_own_keys_come_before_those_of_the_kind_column_by_column(tmp_path):
    file_map = read(
        tmp_path,
        "{kind: zoho_export, entity: deal, path: Deals.csv, system: zoho_eu, decimal: ',', dates: '%d.%m.%Y', "
        "columns: {stage: Phase, created_time: {column: Created Time, formats: epoch_ms}}}",
    )
    assert file_map.system == "zoho_eu"
    assert file_map.columns["stage"].column == "Phase"
    assert file_map.columns["deal_name"].column == "Deal Name"
    assert (file_map.columns["amount"].money, file_map.columns["amount"].decimal) == (True, ",")
    assert file_map.columns["closing_date"].formats == ["%d.%m.%Y"]
    assert file_map.columns["created_time"].formats == ["epoch_ms"]


def test_a_number_says_itself_that_it_has_a_point_where_others_have_a_comma(tmp_path):
    file_map = read(
        tmp_path,
        "{entity: orders, path: o.csv, decimal: ',', columns: {order_id: id, ordered_at: at, amount: net, "
        "cost: {column: cost, decimal: .}}}",
    )
    assert [file_map.columns[name].decimal for name in ("amount", "cost")] == [",", "."]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "kind: zoho_exprot\n    entity: lead\n    path: a.csv",
            r"leadhouse.yml:2: files.0.kind: there is no kind 'zoho_exprot'. Did you mean 'zoho_export'\?",
        ),
        (
            "kind: zoho_export\n    entity: leads\n    path: a.csv",
            r"leadhouse.yml:3: files.0.entity: zoho_export has no entity 'leads'. Did you mean 'lead'\?",
        ),
        (
            "kind: zoho_export\n    entity: lead\n    path: a.csv\n    columns:\n      emial: E-Mail",
            r"leadhouse.yml:6: files.0.columns.emial: lead has no such column. Did you mean 'email'\?",
        ),
        (
            "kind: hubspot_export\n    entity: deal\n    path: a.csv\n    dates: MM/DD/YYYY",
            "leadhouse.yml:5: files.0.dates.0: 'MM/DD/YYYY' is not a date format",
        ),
        (
            "entity: leads\n    path: a.csv\n    exclude:\n      - {name: f, column: c}",
            "leadhouse.yml:5: files.0.exclude.0: say either 'values' or a 'pattern'",
        ),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_right_word(tmp_path, entry, message):
    with pytest.raises(ConfigError, match=message):
        read(tmp_path, entry)
