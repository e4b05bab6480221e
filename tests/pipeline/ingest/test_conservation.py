"""Nothing is lost in silence: a thousand good rows and a hundred bad ones through the gate of every table."""

import csv
import io

import pytest

from orchestration.contracts import FILES, Column, Contract, contracts, contracts_of
from orchestration.quarantine import quarantine, replay

GOOD, RAGGED, WRONG = 1000, 40, 60
PATTERNS = {"[A-Z]{3}": "EUR", "[a-zA-Z0-9]{15}([A-Z0-5]{3})?": "0035g00000A{:04d}"}


def value(column: Column, number: int) -> str:
    """A text that the column takes, another one for each number where its type has enough of them."""
    if column.pattern:
        return PATTERNS.get(column.pattern, column.pattern.partition("|")[0]).format(number)
    if column.is_time:
        return f"2024-01-{1 + number % 28:02d}"
    if column.data_type == "boolean":
        return "true"
    if column.is_number:
        return "1"
    return f"{column.name} {number}"


def wrong(contract: Contract) -> dict[str, str]:
    """Values of a row that the gate must not take: out of one column's type, or without a key."""
    typed = [name for name, column in contract.columns.items() if column.is_time or column.is_number]
    return {typed[0]: "soon"} if typed else {contract.key[0]: ""}


def table(contract: Contract) -> str:
    """The file: good rows with ragged and wrong ones strewn among them."""
    names = list(contract.columns)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    total = GOOD + RAGGED + WRONG
    for number in range(total):
        row = {name: value(column, number) for name, column in contract.columns.items()}
        # 7 shares no factor with the total, so every kind comes early and late.
        kind = number * 7 % total
        if kind < WRONG:
            row |= wrong(contract)
        fields = list(row.values())
        writer.writerow([*fields, "more"] if WRONG <= kind < WRONG + RAGGED else fields)
    return out.getvalue()


def entry(contract: Contract, **how: object) -> dict[str, object]:
    """The file's entry in leadhouse.yml; a vendor's table needs no column map."""
    named = {"source": contract.source, "entity": contract.table, "path": f"{contract.table}.csv", "system": "crm"}
    return named | ({"columns": {name: name for name in contract.columns} | how} if contract.source == FILES else {})


@pytest.mark.parametrize("source", dict.fromkeys(contract.source for contract in contracts().values()))
def test_each_row_of_every_table_is_loaded_or_put_aside(inbox, source):
    entries = []
    for contract in contracts_of(source):
        inbox.put(f"{contract.table}.csv", table(contract))
        entries.append(entry(contract))
    reports = inbox.load(*entries)
    assert len(reports) == len(entries)
    for report, contract in zip(reports, contracts_of(source), strict=True):
        counted = (report.rows_read, report.rows_loaded, report.rows_quarantined)
        assert (report.table, counted) == (contract.name, (GOOD + RAGGED + WRONG, GOOD, RAGGED + WRONG))
        assert sum(report.reasons.values()) == RAGGED + WRONG
        assert inbox.query(f"select count(*) from {contract.relation}") == [(GOOD,)]


@pytest.mark.parametrize("name", ["touchpoints", "orders", "leads"])
def test_a_replay_loads_what_a_mended_map_understands_and_each_row_once(inbox, name):
    contract = contracts()[f"{FILES}.{name}"]
    [(column, text)] = wrong(contract).items()
    inbox.put(f"{name}.csv", table(contract))
    inbox.load(entry(contract))
    mended = inbox.settings(entry(contract, **{column: {"column": column, "values": {text: None}}}))
    ledger = inbox.ledger(mended)
    if contract.columns[column].required:
        mended = inbox.settings(entry(contract, **{column: {"column": column, "values": {text: "2024-02-01"}}}))
    assert [(report.rows_loaded, report.rows_quarantined) for report in replay(mended, ledger)] == [
        (GOOD + WRONG, RAGGED)
    ]
    assert replay(mended, ledger) == []
    assert quarantine(mended) == {(contract.name, "TOO_MANY_COLUMNS"): RAGGED}
    assert inbox.query(f"select count(*), count(distinct _source_line) from {contract.relation}") == [
        (GOOD + WRONG, GOOD + WRONG)
    ]
