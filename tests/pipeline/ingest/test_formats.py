"""JSON lines, Parquet and Excel: the same rows as from CSV."""

import gzip
import json
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import duckdb
import pytest

from orchestration.errors import IngestError

ADA = {"id": "1", "created": "2024-01-01", "email": "ada@x.com", "note": "hello"}


def json_lines(*rows: object) -> str:
    return "".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "2", "id": "3", "created": "2024-01-01"}', "DUPLICATE_KEY"),
        ('{"id": "2", "created": "2024-0', "NOT_JSON"),
        ('["a", "b"]', "NOT_JSON"),
        ("[" * 1000 + "]" * 1000, "NOT_JSON"),
        ('{"id": "2", "created": "2024-01-01", "n": NaN}', "TYPE"),
    ],
)
def test_I27_a_bad_line_is_quarantined_and_not_the_file(load_leads, inbox, line, reason):
    content = json_lines({**ADA, "n": 5}, line, {**ADA, "id": "3"})
    load_leads(content, name="leads.jsonl", columns={"employee_count": "n"})
    assert inbox.leads("lead_id, _source_line") == [("1", 1), ("3", 3)]
    assert inbox.misfits("source_line, reason, record") == [(2, reason, line)]


def test_I27_long_numbers_keep_their_digits(load_leads, inbox):
    load_leads(json_lines({**ADA, "id": 9007199254740993123}), name="leads.jsonl")
    assert inbox.leads() == ["9007199254740993123"]


def test_json_paths_nested_values_and_blank_lines(load_leads, inbox):
    content = json_lines({**ADA, "utm": {"source": "ad"}, "tags": [1]}, "", {**ADA, "id": "2", 'q"x': "y"})
    load_leads(content, name="leads.jsonl", columns={"lead_source": "/utm/source", "company": "tags", "status": 'q"x'})
    assert inbox.leads("lead_id, lead_source, company, status, _source_line") == [
        ("1", "ad", "[1]", None, 1),
        ("2", None, None, "y", 3),
    ]


def test_I07_a_json_key_that_no_line_has_is_refused(load_leads):
    with pytest.raises(IngestError, match="lacks the column 'mail'. Did you mean"):
        load_leads(json_lines(ADA), name="leads.jsonl", columns={"email": "mail"})


def test_I07_a_json_path_that_no_line_has_is_refused(load_leads, inbox):
    content = json_lines({**ADA, "utm": {"source": "ad"}})
    with pytest.raises(IngestError, match="lacks the column '/utm/sorce'"):
        load_leads(content, name="leads.jsonl", columns={"lead_source": "/utm/sorce"})
    optional = {"column": "/utm/sorce", "may_be_missing": "true"}
    load_leads(content, name="leads.jsonl", columns={"lead_source": optional}, unmapped_columns="refuse")
    assert inbox.leads("lead_source") == [None]


def test_I01_empty_json_lines_stop_the_run(load_leads):
    with pytest.raises(IngestError, match="no rows"):
        load_leads("", name="leads.jsonl")


def parquet(query: str, tmp_path: Path) -> bytes:
    made = tmp_path / "made.parquet"
    with duckdb.connect() as connection:
        connection.sql(query).write_parquet(str(made))
    return made.read_bytes()


def test_parquet_values_arrive_as_written(load_leads, inbox, tmp_path):
    query = "select 1 as id, timestamp '2024-01-01 10:00' as created, 'a@x.com' as email, 12.50 as note"
    load_leads(parquet(query, tmp_path), name="leads.parquet")
    assert inbox.leads("lead_id, created_at, job_title, _source_line") == [("1", datetime(2024, 1, 1, 10), "12.50", 1)]


def test_whole_numbers_kept_as_floats_become_plain_ids(load_leads, inbox, tmp_path):
    query = "select 7::double as id, date '2024-01-01' as created, null as email, 2.5::double as note"
    load_leads(parquet(query, tmp_path), name="leads.parquet")
    assert inbox.leads("lead_id, job_title") == [("7", "2.5")]


@pytest.mark.parametrize("name", ["leads.parquet", "leads.xlsx"])
def test_gzipped_parquet_and_excel_are_read(load_leads, inbox, tmp_path, name):
    if name.endswith("xlsx"):
        made = tmp_path / name
        workbook(made, [["id", "created", "email", "note"], [1, date(2024, 1, 31), "a@x.com", "b"]])
        content = made.read_bytes()
    else:
        query = "select 1 as id, date '2024-01-31' as created, 'a@x.com' as email, 'b' as note"
        content = parquet(query, tmp_path)
    load_leads(gzip.compress(content), name=f"{name}.gz")
    assert inbox.leads("lead_id, created_at") == [("1", datetime(2024, 1, 31))]


def test_a_damaged_parquet_file_stops_the_run(load_leads):
    with pytest.raises(IngestError, match="no Parquet file that can be read"):
        load_leads(b"PAR1 no more", name="leads.parquet")


def workbook(path, rows):
    """A minimal .xlsx: shared strings avoided, dates as serial numbers with a date style."""
    cells = []
    space = "http://schemas.openxmlformats.org"
    related = f"{space}/officeDocument/2006/relationships"
    main = f"{space}/spreadsheetml/2006/main"
    for row in rows:
        line = ""
        for value in row:
            if isinstance(value, date):
                line += f'<c s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
            elif isinstance(value, int | float):
                line += f"<c><v>{value}</v></c>"
            else:
                line += f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        cells.append(f"<row>{line}</row>")
    with ZipFile(path, "w") as book:
        for name, kind, target in [
            ("_rels/.rels", "officeDocument", "xl/workbook.xml"),
            ("xl/_rels/workbook.xml.rels", "worksheet", "worksheets/sheet1.xml"),
        ]:
            book.writestr(
                name,
                f'<Relationships xmlns="{space}/package/2006/relationships">'
                f'<Relationship Id="r1" Type="{related}/{kind}" Target="{target}"/></Relationships>',
            )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{related}"><sheets><sheet name="Leads" sheetId="1" r:id="r1"/></sheets>'
            "</workbook>",
        )
        styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
        book.writestr("xl/styles.xml", f'<styleSheet xmlns="{main}">{styles}</styleSheet>')
        sheet = f'<worksheet xmlns="{main}"><sheetData>{"".join(cells)}</sheetData></worksheet>'
        book.writestr("xl/worksheets/sheet1.xml", sheet)


def test_excel_dates_and_whole_numbers_become_plain_text(load_leads, inbox, tmp_path):
    path = tmp_path / "made.xlsx"
    workbook(
        path,
        [["id", "created", "email", "note"], [1, date(2024, 1, 31), "a@x.com", 2.5], [], [2, date(2024, 2, 1), "", ""]],
    )
    load_leads(path.read_bytes(), name="leads.xlsx", sheet="Leads")
    assert inbox.leads("lead_id, created_at, job_title, _source_line") == [
        ("1", datetime(2024, 1, 31), "2.5", 2),
        ("2", datetime(2024, 2, 1), None, 4),
    ]


def test_a_sheet_that_is_not_there_is_named(load_leads, tmp_path):
    path = tmp_path / "made.xlsx"
    workbook(path, [["id"]])
    with pytest.raises(IngestError, match="no sheet 'Deals'.*Leads"):
        load_leads(path.read_bytes(), name="leads.xlsx", sheet="Deals")


def test_a_file_that_is_no_workbook_is_refused(load_leads):
    with pytest.raises(IngestError, match="no workbook"):
        load_leads("id,created\n", name="leads.xlsx")


def test_I28_a_workbook_is_inflated_only_up_to_its_cap(load_leads, tmp_path):
    path = tmp_path / "made.xlsx"
    workbook(path, [["id", "created", "email", "note"], [1, date(2024, 1, 31), "a@x.com", "b" * 2_000_000]])
    with pytest.raises(IngestError, match="inflates beyond 1 MB"):
        load_leads(path.read_bytes(), name="leads.xlsx", max_inflated_mb=1)
