"""The raw contract is read as dbt reads it."""

from orchestration.contracts import contracts


def test_every_table_has_a_key_of_columns_that_cannot_be_missing():
    for contract in contracts().values():
        assert contract.key, contract.name
        assert all(contract.columns[name].required for name in contract.key), contract.name


def test_types_limits_and_marks_are_read():
    leads = contracts()["files.leads"].columns
    assert leads["lead_id"].required
    assert leads["email"].pii
    assert leads["created_at"].min == "1990-01-01"
    assert contracts()["files.opportunities"].columns["amount"].is_decimal
    assert contracts()["files.touchpoints"].columns["touchpoint_id"].content_hash
