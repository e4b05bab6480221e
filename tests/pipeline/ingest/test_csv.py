"""CSV: what each fault of a file or of a line becomes."""

import gzip

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.errors import IngestError

HEADER = "id,created,email,note\n"
ADA = "1,2024-01-01,ada@x.com,hello\n"
BOB = "2,2024-01-02,bob@x.com,world\n"


@pytest.mark.parametrize(("content", "what"), [("", "no header"), (HEADER, "no rows")])
def test_I01_an_empty_file_stops_the_run(load_leads, content, what):
    with pytest.raises(IngestError, match=f"{what}.*may_be_empty"):
        load_leads(content)


@pytest.mark.parametrize("content", ["", HEADER])
def test_I01_a_file_that_may_be_empty_is_booked_as_an_empty_load(load_leads, inbox, content):
    assert load_leads(content, may_be_empty="true").rows_read == 0
    assert load_leads(content, may_be_empty="true").already_loaded
    assert inbox.leads() == []


@pytest.mark.parametrize("cut", range(1, len(BOB)))
def test_I02_a_cut_last_line_is_quarantined_wherever_it_was_cut(load_leads, inbox, cut):
    load_leads(HEADER + ADA + BOB[:-cut])
    assert inbox.leads() == ["1"]
    assert inbox.misfits("source_line, reason, record") == [(3, "UNFINISHED_LINE", BOB[:-cut])]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_I02_a_file_that_may_end_without_newline_loses_no_row(load_leads, inbox, end):
    load_leads((HEADER + ADA + BOB).replace("\n", end).removesuffix(end), may_end_without_newline="true")
    assert inbox.leads("lead_id, job_title") == [("1", "hello"), ("2", "world")]
    load_leads(HEADER + ADA + '"3",2024-01-03,,"two\nlines"', may_end_without_newline="true")
    assert inbox.query("select job_title from raw_files.leads where lead_id = '3'") == [("two\nlines",)]


def test_I02_an_unfinished_line_names_its_remedy(load_leads, inbox):
    load_leads(HEADER + ADA + BOB.strip())
    assert "may_end_without_newline: true" in inbox.misfits("rule")[0][0]


def test_I03_ragged_rows_are_quarantined_with_their_lines(load_leads, inbox):
    load_leads(HEADER + ADA + "4,5\n6,2024-01-01,8,9,10\n" + BOB)
    assert inbox.misfits("source_line, reason, record") == [
        (3, "MISSING_COLUMNS", "4,5"),
        (4, "TOO_MANY_COLUMNS", "6,2024-01-01,8,9,10"),
    ]
    assert inbox.leads("lead_id, _source_line") == [("1", 2), ("2", 5)]


def test_I03_lines_are_right_after_several_rejects_in_a_row_and_at_both_ends(load_leads, inbox):
    load_leads(HEADER + "x\n" + ADA + "x\nx\n" + BOB + "3,2024-01-01,,\n" + "x\n")
    assert inbox.leads("lead_id, _source_line") == [("1", 3), ("2", 6), ("3", 7)]
    assert [line for line, _ in inbox.misfits()] == [2, 4, 5, 8]


def test_I04_an_unterminated_quote_costs_its_line_and_no_other(load_leads, inbox):
    load_leads(HEADER + '1,2024-01-01,"hello,a\n' + BOB + "3,2024-01-03,,c\n")
    assert inbox.leads("lead_id, _source_line") == [("2", 3), ("3", 4)]
    assert inbox.misfits("source_line, reason, record") == [(2, "QUOTING", '1,2024-01-01,"hello,a')]


def test_I04_two_unterminated_quotes_do_not_close_each_other(load_leads, inbox):
    load_leads(HEADER + '1,2024-01-01,"a,b\n' + BOB + '3,2024-01-03,"c,d\n' + "4,2024-01-04,,\n")
    assert inbox.leads() == ["2", "4"]
    assert inbox.misfits() == [(2, "QUOTING"), (4, "QUOTING")]


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_I05_a_wrong_delimiter_is_named(load_leads, sign):
    with pytest.raises(IngestError, match="expected ',' between columns, found") as raised:
        load_leads((HEADER + ADA).replace(",", sign))
    assert repr(sign) in str(raised.value)


def test_I05_a_sep_line_is_explained(load_leads):
    with pytest.raises(IngestError, match="skip_lines: 1"):
        load_leads("sep=;\n" + HEADER + ADA)


def test_I05_a_declared_delimiter_is_used(load_leads, inbox):
    load_leads((HEADER + ADA).replace(",", ";"), delimiter=";")
    assert inbox.leads() == ["1"]


def test_I06_a_preamble_is_skipped_and_a_footer_excluded_by_name(load_leads, inbox):
    report = load_leads(
        "Leads of May\n\n" + HEADER + ADA + "Total,,,1\nGrand Total,,,1\n",
        skip_lines=2,
        exclude=[{"name": "report_footer", "column": "id", "values": ["Total", "Grand Total"]}],
    )
    assert (report.rows_loaded, report.rows_excluded, report.reasons) == (1, 2, {"report_footer": 2})
    assert inbox.leads("lead_id, _source_line") == [("1", 4)]


def test_I06_blank_rows_are_excluded_by_name(load_leads):
    blank = {"name": "blank_rows", "column": "id", "values": [""]}
    assert load_leads(HEADER + ADA + ",,,\n , ,,\n", exclude=[blank]).reasons == {"blank_rows": 2}


def test_blank_lines_above_the_header_are_no_header(load_leads, inbox):
    load_leads("\n,,,\n" + HEADER + ADA, may_be_empty="true")
    assert inbox.leads("lead_id, _source_line") == [("1", 4)]


def test_columns_without_a_name_are_nobodys(load_leads, inbox):
    load_leads("id,created,email,note,,\n1,2024-01-01,,a,b,\nx,,,,c,\n")
    assert inbox.leads() == ["1"]
    assert '"column 5":"c"' in inbox.misfits("record")[0][0]


def test_what_is_no_header_is_refused(load_leads):
    with pytest.raises(IngestError, match="leads.csv does not begin with a header: field larger"):
        load_leads("x" * 5_000_000 + HEADER + ADA)


def test_I06_a_report_title_for_a_header_is_explained(load_leads):
    with pytest.raises(IngestError, match="say 'skip_lines', if the header stands further down"):
        load_leads("Leads of May,,\n" + HEADER + ADA)


def test_I06_an_undeclared_footer_is_quarantined(load_leads, inbox):
    load_leads(HEADER + ADA + "Total,,,1\n")
    assert inbox.misfits() == [(3, "REQUIRED")]


def test_I07_a_renamed_column_is_named_with_its_nearest(load_leads):
    with pytest.raises(IngestError, match=r"lacks the column 'email'. Did you mean 'e-mail'\?.*nobody maps: e-mail"):
        load_leads((HEADER + ADA).replace("email", "e-mail"))


def test_I07_a_column_that_may_be_missing_is_null(load_leads, inbox):
    columns = {"email": {"column": "email", "may_be_missing": "true"}}
    load_leads("id,created,note\n1,2024-01-01,a\n", columns=columns)
    assert inbox.leads("lead_id, email") == [("1", None)]


def test_I08_a_new_column_is_ignored_or_refused_as_declared(load_leads):
    widened = "id,created,email,note,phone2\n1,2024-01-01,a@x.com,b,5\n"
    assert load_leads(widened).rows_loaded == 1
    with pytest.raises(IngestError, match="unknown column 'phone2'"):
        load_leads(widened + "2,2024-01-01,a@x.com,b,5\n", unmapped_columns="refuse")


def test_I09_type_change_mid_file(load_leads, inbox):
    good = "".join(f"{number},2024-01-01,,{number}\n" for number in range(50_000))
    late = "".join(f"{number},2024-01-01,,x1.2.3\n" for number in range(50_000, 50_010))
    more = "".join(f"{number},2024-01-01,,{number}\n" for number in range(50_010, 60_010))
    report = load_leads("id,created,email,note\n" + good + late + more, columns={"employee_count": "note"})
    assert (report.rows_loaded, report.rows_quarantined, report.reasons) == (60_000, 10, {"TYPE": 10})
    assert inbox.misfits("source_line")[0] == (50_002,)


def test_I10_columns_are_matched_by_name(inbox, load_leads):
    inbox.put("a.csv", HEADER + ADA)
    inbox.put("b.csv", "email,note,id,created\nbob@x.com,world,2,2024-01-02\n")
    load_leads(HEADER + "3,2024-01-03,c@x.com,c\n", name="c.csv", path="?.csv")
    assert sorted(inbox.leads("lead_id, email")) == [("1", "ada@x.com"), ("2", "bob@x.com"), ("3", "c@x.com")]


def test_I11_a_column_that_stands_twice_is_refused(load_leads):
    with pytest.raises(IngestError, match="column 'note' twice"):
        load_leads("id,created,email,note,note\n1,2024-01-01,a,b,c\n")


def test_I12_a_byte_order_mark_is_no_part_of_the_header(load_leads, inbox):
    load_leads(b"\xef\xbb\xbf" + (HEADER + ADA).encode())
    assert inbox.leads() == ["1"]


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1", "gbk", "big5"])
def test_I13_a_declared_encoding_is_decoded_and_an_undeclared_one_named(load_leads, inbox, encoding):
    name = "José" if encoding == "latin-1" else "王小明"
    content = (HEADER + "".join(f"{n},2024-01-01,,{name}\n" for n in range(20))).encode(encoding)
    with pytest.raises(IngestError, match="is not utf-8. It looks like"):
        load_leads(content)
    assert load_leads(content, encoding=encoding).rows_loaded == 20
    assert set(inbox.leads("job_title")) == {name}


def test_I13_utf_16_without_its_mark_is_named(load_leads):
    with pytest.raises(IngestError, match="is not utf-8. It looks like utf-16-le"):
        load_leads((HEADER + ADA).encode("utf-16-le"))


def test_I13_utf_8_declared_as_latin_1_is_not_garbled(load_leads):
    with pytest.raises(IngestError, match="is utf-8, not latin-1"):
        load_leads(HEADER + "1,2024-01-01,,José\n", encoding="latin-1")


def test_I14_an_undecodable_byte_costs_one_row_whose_bytes_are_kept(load_leads, inbox):
    rows = [f"{number},2024-01-01,,note\n".encode() for number in range(1000)]
    rows[500] = b"500,2024-01-01,,no\xffte\n"
    report = load_leads(HEADER.encode() + b"".join(rows))
    assert report.rows_loaded == 999
    assert inbox.misfits("source_line, reason, record") == [(502, "ENCODING", f"hex:{rows[500].hex()}")]


def test_I15_a_nul_byte_is_quarantined(load_leads, inbox):
    load_leads(HEADER + ADA + "2,2024-01-01,,a\x00b\n")
    assert inbox.misfits("source_line, reason, column_name") == [(3, "NUL_BYTE", "job_title")]


def test_I16_a_huge_field_costs_its_row(load_leads, inbox):
    load_leads(HEADER + ADA + f"9,2024-01-01,,{'x' * 3_000_000}\n" + BOB)
    assert inbox.leads() == ["1", "2"]
    assert inbox.misfits() == [(3, "FIELD_TOO_LARGE")]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    notes=st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), max_size=4)
)
def test_I17_quoted_text_is_kept_byte_for_byte(new_inbox, notes):
    inbox = new_inbox()
    rows = "".join(
        f'{number},2024-01-01,,"{note.replace(chr(34), chr(34) * 2)}"\n' for number, note in enumerate(notes)
    )
    inbox.put("leads.csv", HEADER + rows)
    inbox.load({"entity": "leads", "path": "leads.csv", "may_be_empty": "true", "columns": inbox.lead_columns})
    assert inbox.leads("job_title") == notes


def test_lines_are_those_of_the_file_where_notes_run_over_several(load_leads, inbox):
    load_leads(HEADER + '1,2024-01-01,,"two\nlines"\n\n' + BOB + "x\n")
    assert inbox.leads("lead_id, _source_line") == [("1", 2), ("2", 5)]
    assert inbox.misfits() == [(6, "MISSING_COLUMNS")]


@pytest.mark.parametrize("ends", [("\r\n", "\n"), ("\n", "\r\n"), ("\r\n", "\r\n"), ("\r", "\r")])
def test_line_ends_may_differ_within_a_file(load_leads, inbox, ends):
    load_leads(HEADER.strip() + ends[0] + ADA.strip() + ends[0] + BOB.strip() + ends[1])
    assert inbox.leads("lead_id, job_title") == [("1", "hello"), ("2", "world")]


def test_a_header_may_run_over_two_lines(load_leads, inbox):
    load_leads('id,created,email,"no\nte"\n1,2024-01-01,,a\n', columns={"job_title": "no\nte"})
    assert inbox.leads("lead_id, _source_line, job_title") == [("1", 3, "a")]


def test_I28_a_truncated_archive_stops_the_run(load_leads, inbox):
    packed = gzip.compress((HEADER + ADA * 100).encode())
    with pytest.raises(IngestError, match="cut short or damaged"):
        load_leads(packed[:-12], name="leads.csv.gz")


def test_I28_an_archive_is_inflated_only_up_to_its_cap(load_leads):
    bomb = gzip.compress(b"0" * 3_000_000)
    with pytest.raises(IngestError, match="inflates beyond 2 MB"):
        load_leads(bomb, name="leads.csv.gz", max_inflated_mb=2)


def test_a_gzipped_file_is_read(load_leads, inbox):
    load_leads(gzip.compress((HEADER + ADA).encode()), name="leads.csv.gz")
    assert inbox.leads() == ["1"]


def test_I11_a_column_that_stands_twice_is_told_apart_where_the_map_says_so(load_leads, inbox):
    content = "id,created,email,note,note\n1,2024-01-01,a,b,c\n"
    load_leads(content, repeated_columns="number", columns={"job_title": "note 2"})
    assert inbox.leads("lead_id, job_title") == [("1", "c")]
