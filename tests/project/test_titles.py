"""What the keywords in the seed make of job titles as people write them: add a case for a keyword that is added."""

import csv
import shutil
from collections import Counter
from pathlib import Path

import duckdb

CASES = Path(__file__).with_name("title_cases.csv")


def test_titles_as_people_write_them_have_their_seniority(empty_build, manifest, tmp_path):
    with CASES.open(encoding="utf-8", newline="") as lines:
        cases = list(csv.DictReader(lines))
    shutil.copyfile(empty_build[0] / "warehouse.duckdb", tmp_path / "warehouse.duckdb")
    with duckdb.connect(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.executemany(
            "insert into intermediate.int_all_leads (job_title) values (?)", [[case["job_title"]] for case in cases]
        )
        sql = manifest["nodes"]["model.leadhouse.int_title_seniorities"]["compiled_code"]
        found = dict(warehouse.sql(f"select job_title, seniority from ({sql})").fetchall())
    assert min(Counter(case["language"] for case in cases).values()) > 25
    wrong = {
        case["job_title"]: found.get(case["job_title"], "")
        for case in cases
        if found.get(case["job_title"], "") != case["seniority"]
    }
    assert wrong == {}
