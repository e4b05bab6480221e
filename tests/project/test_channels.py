"""What the rules in the seed make of sources as they are met: add a case for a rule that is added or moved."""

import csv
import shutil
from pathlib import Path

import duckdb

CASES = Path(__file__).with_name("channel_cases.csv")
LOOKED_AT = ("touchpoint_type", "utm_source", "utm_medium", "referrer_domain", "campaign_type", "lead_source")
# Whatever is not of these is a touch: the model that holds it, and what is told of it there.
OTHER_KINDS = {
    "lead_source": ("int_lead_records", ("lead_source",)),
    "campaign": ("int_all_campaigns", ("campaign_type",)),
    "ad_spend": ("int_described_spend", ("utm_source", "utm_medium", "campaign_type")),
}
TOUCHES = ("int_touchpoints_identified", LOOKED_AT[:-1])


def test_sources_as_they_are_met_have_their_channel(empty_build, manifest, tmp_path):
    with CASES.open(encoding="utf-8", newline="") as lines:
        cases = [{name: value or None for name, value in case.items()} for case in csv.DictReader(lines)]
    shutil.copyfile(empty_build[0] / "warehouse.duckdb", tmp_path / "warehouse.duckdb")
    with duckdb.connect(tmp_path / "warehouse.duckdb") as warehouse:
        for case in cases:
            model, names = OTHER_KINDS.get(case["touchpoint_type"], TOUCHES)
            marks = ", ".join("?" for _ in names)
            warehouse.execute(
                f"insert into intermediate.{model} ({', '.join(names)}) values ({marks})",
                [case[name] for name in names],
            )
        sql = manifest["nodes"]["model.leadhouse.int_channel_matches"]["compiled_code"]
        matches = warehouse.sql(f"select {', '.join(LOOKED_AT)}, channel from ({sql})").fetchall()
    found = {match[:-1]: match[-1] for match in matches}
    told = {tuple(case[name] for name in LOOKED_AT): case["channel"] for case in cases}
    assert len(told) == len(cases) > 100
    assert found == told
