"""`leadhouse init --from`: a proposal that can be loaded, or whose only errors are decisions."""

import gzip
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestration.errors import ConfigError
from orchestration.propose import propose
from orchestration.settings import load_settings


def proposed(directory: Path, name: str, content: str, encoding: str = "utf-8") -> str:
    (directory / name).write_text(content, encoding=encoding)
    return propose(directory)


def settings_of(directory: Path, text: str):
    (directory / "leadhouse.yml").write_text(text)
    return load_settings(directory / "leadhouse.yml", directory / "home")


def test_an_unknown_export_becomes_a_map_that_loads(tmp_path):
    text = proposed(
        tmp_path,
        "CRM contacts.csv",
        "Contact ID;E-Mail;Vorname;Create Date;Number of Employees;Shoe Size\n7;a@x.com;Ada;31.12.2023;1;40\n",
    )
    file_map = settings_of(tmp_path, text).files[0]
    assert (file_map.entity, file_map.delimiter, file_map.path) == ("leads", ";", "CRM contacts.csv")
    assert {name: column.column for name, column in file_map.columns.items()} == {
        "lead_id": "Contact ID",
        "email": "E-Mail",
        "first_name": "Vorname",
        "created_at": "Create Date",
        "employee_count": "Number of Employees",
    }
    assert file_map.columns["created_at"].formats == ["%d.%m.%Y"]
    assert "# not mapped: Shoe Size" in text


def test_I21_an_ambiguous_date_is_left_to_the_user(tmp_path):
    text = proposed(tmp_path, "orders.csv", "order_id,order_date,total\n1,03/04/2024,5\n2,05/06/2024,6\n")
    assert "decide: %d/%m/%Y or %m/%d/%Y? all values fit" in text
    with pytest.raises(ConfigError, match="created_at|ordered_at.*'DECIDE' is not a date format"):
        settings_of(tmp_path, text)


def test_one_day_above_twelve_decides(tmp_path):
    text = proposed(tmp_path, "orders.csv", "order_id,order_date,total\n1,03/04/2024,5\n2,05/16/2024,6\n")
    assert settings_of(tmp_path, text).files[0].columns["ordered_at"].formats == ["%m/%d/%Y"]


@pytest.mark.parametrize(
    ("amounts", "money", "decimal"),
    [(["5", "6.5"], False, "."), (["$1,200.50", "(3)"], True, "."), (["1.200,50"], True, ",")],
)
def test_the_way_money_is_written_is_seen(tmp_path, amounts, money, decimal):
    rows = "".join(f"{number}\t2024-01-01\t{amount}\n" for number, amount in enumerate(amounts))
    text = proposed(tmp_path, "orders.tsv", "order_id\torder_date\ttotal\n" + rows)
    amount = settings_of(tmp_path, text).files[0].columns["amount"]
    assert (amount.money, amount.decimal) == (money, decimal)


def test_a_missing_key_is_left_to_the_user(tmp_path):
    text = proposed(tmp_path, "deals.csv", "deal name,create date,stage name\nA,2024-01-01,won\n")
    assert "opportunity_id:    # decide" in text
    with pytest.raises(ConfigError, match="opportunity_id: name exactly one of"):
        settings_of(tmp_path, text)


def test_another_encoding_is_guessed_and_marked(tmp_path):
    rows = "".join(f"{number},2024-01-01,王小明\n" for number in range(5))
    assert "encoding: gb18030    # decide" in proposed(
        tmp_path, "leads.csv", "lead_id,created,last name\n" + rows, "gbk"
    )


def test_json_lines_and_a_file_of_no_entity(tmp_path):
    (tmp_path / "weather.csv").write_text("rain,sun\n1,2\n")
    text = proposed(tmp_path, "events.jsonl", '{"event_id": 1, "event_name": "visit", "timestamp": "2024-01-01"}\n')
    assert "# weather.csv: no entity recognised. Its columns: rain, sun" in text
    assert [file_map.entity for file_map in settings_of(tmp_path, text).files] == ["touchpoints"]


def test_paths_are_relative_to_where_the_config_will_stand(tmp_path):
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "leads.csv").write_text("lead_id,created\n1,2024-01-01\n")
    assert "path: inbox/leads.csv" in propose(inbox, tmp_path)


def test_a_directory_without_files_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no CSV, JSONL, Parquet or Excel"):
        propose(tmp_path)
    with pytest.raises(ConfigError, match="no directory"):
        propose(tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"PK"),
        ("a.jsonl", b'{"a": 1\n'),
        ("a.jsonl", b"[1]\n"),
        ("a.csv.gz", gzip.compress(b"lead_id,created\n" * 9, mtime=0)[:-9]),
        ("a.parquet", b"PAR1"),
    ],
)
def test_a_damaged_file_is_named_and_the_others_are_proposed(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigError, match=f"# {name}: cannot be read: "):
        propose(tmp_path)
    text = proposed(tmp_path, "leads.csv", "lead_id,created\n1,2024-01-01\n")
    assert f"# {name}: cannot be read: " in text
    assert [file_map.path for file_map in settings_of(tmp_path, text).files] == ["leads.csv"]


def test_a_report_with_a_title_and_no_last_newline(tmp_path):
    text = proposed(tmp_path, "leads.csv", "Leads of May\n\nlead_id,,created\n1,x,2024-01-01\n2,y,2024-01-02")
    file_map = settings_of(tmp_path, text).files[0]
    assert (file_map.skip_lines, file_map.may_end_without_newline) == (2, True)
    assert set(file_map.columns) == {"lead_id", "created_at"}


def test_blank_lines_above_a_header_and_a_first_column_without_name(tmp_path):
    text = proposed(tmp_path, "leads.csv", "\n,lead_id,created\n0,1,2024-01-01\n")
    file_map = settings_of(tmp_path, text).files[0]
    assert (file_map.skip_lines, file_map.may_end_without_newline) == (0, False)


def test_nested_objects_become_paths_and_epochs_are_seen(tmp_path):
    line = '{"event_id": 1, "event_name": "visit", "ts": 1714550400000, "utm": {"source": "ad"}}\n'
    columns = settings_of(tmp_path, proposed(tmp_path, "events.jsonl", line)).files[0].columns
    assert columns["utm_source"].column == "/utm/source"
    assert columns["occurred_at"].formats == ["epoch_ms"]


def test_numbers_that_are_not_written_alike_are_left_to_the_user(tmp_path):
    text = proposed(tmp_path, "orders.csv", "order_id,order_date,total\n1,2024-01-01,5\n2,2024-01-01,broken\n")
    assert "amount: total    # decide: how are its numbers written?" in text


def test_each_sheet_of_a_workbook_is_an_entry_of_its_own(tmp_path, monkeypatch):
    sheets = {"Read me": [["see below"]], "Deals": [["deal_id", "created", "stage"], ["1", "2024-01-01", "won"]]}
    book = SimpleNamespace(
        sheet_names=list(sheets),
        get_sheet_by_name=lambda name: SimpleNamespace(to_python=lambda **_: sheets[name]),
    )
    monkeypatch.setattr("orchestration.sources.sample.CalamineWorkbook", SimpleNamespace(from_path=lambda _: book))
    file_map = settings_of(tmp_path, proposed(tmp_path, "book.xlsx", "")).files[0]
    assert (file_map.entity, file_map.sheet) == ("opportunities", "Deals")
