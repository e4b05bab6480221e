"""`mf query` over the published marts says what the marts say."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import PROJECT_ROOT

pytest.importorskip("dbt_metricflow", reason="the extra `metrics` is not installed; `make test-metrics` does")

STEPS = ("leads", "mqls", "sqls", "opportunities", "customers")
FUNNEL = """
select step, sum(entered) from funnel.funnel_conversions
where funnel = 'lifecycle' and channel = '(all)' and segment = '(all)' group by step
"""
COHORTS = """
select strftime(cohort_month, '%Y-%m-01 00:00:00'), channel,
    sum(case when step = 'lead' then entered end), sum(case when step = 'customer' then entered end)
from funnel.funnel_conversions where funnel = 'lifecycle' and channel <> '(all)' and segment = '(all)' group by all
"""
CHANNELS = """
select channel, cac, roas, roi from channel_roi.channel_returns
where month = '(all)' and attribution_model = 'linear' and spend_without_rate = 0
"""
WHOLE = """
select
    (select count(*) filter (where is_won) / count(*) filter (where is_closed) from core.opportunities),
    (select median(days_to_close) from core.opportunities where is_won),
    (select historical_clv from clv.clv_by_group where group_kind = '(all)')
"""


@pytest.fixture(scope="module")
def marts(demo_home):
    with duckdb.connect(str(demo_home / "published" / "current" / "marts.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def project(tmp_path_factory, manifest, empty_build) -> Path:
    """A project as `mf` looks for one: its name, and what dbt made of the metrics."""
    home, _ = empty_build
    project = tmp_path_factory.mktemp("metrics")
    shutil.copy(PROJECT_ROOT / "dbt_project.yml", project)
    (project / "target").mkdir()
    shutil.copy(home / "target" / "semantic_manifest.json", project / "target")
    return project


def asked(project: Path, home: Path, metrics: str, by: str = "") -> list[dict[str, str]]:
    answer = project / "answer.csv"
    command = [str(Path(sys.executable).parent / "mf"), "query", "--quiet", "--metrics", metrics, "--csv", str(answer)]
    profiles = {"DBT_PROFILES_DIR": str(PROJECT_ROOT / "dbt_project" / "published"), "LEADHOUSE_HOME": str(home)}
    done = subprocess.run(
        command + (["--group-by", by] if by else []),
        cwd=project,
        env=os.environ | profiles,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    with answer.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def number(text: str) -> float | None:
    return float(text) if text else None


def test_totals_are_those_of_the_marts(project, demo_home, marts):
    (row,) = asked(project, demo_home, ",".join([*STEPS, "conversion_rate", "win_rate", "time_to_customer", "clv"]))
    counts = dict(marts.sql(FUNNEL).fetchall())
    assert [int(row[step]) for step in STEPS] == [
        counts[step] for step in ("lead", "mql", "sql", "opportunity", "customer")
    ]
    assert float(row["conversion_rate"]) == pytest.approx(counts["customer"] / counts["lead"])
    told = [float(row[metric]) for metric in ("win_rate", "time_to_customer", "clv")]
    assert told == pytest.approx(marts.sql(WHOLE).fetchone())


def test_months_and_channels_are_cohorts(project, demo_home, marts):
    metrics = "leads,customers,conversion_rate"
    rows = asked(project, demo_home, metrics, by="metric_time__month,funnel_entry__channel")
    keys = ("metric_time__month", "funnel_entry__channel", "leads", "customers")
    told = {tuple(row[key] or "0" for key in keys) for row in rows}
    cohorts = {tuple(str(value or 0) for value in row) for row in marts.sql(COHORTS).fetchall()}
    assert cohorts
    assert told == cohorts


def test_returns_are_those_of_the_channels(project, demo_home, marts):
    rows = asked(project, demo_home, "cac,roas,roi", by="result__channel")
    told = {row["result__channel"]: [number(row[ratio]) for ratio in ("cac", "roas", "roi")] for row in rows}
    returns = {channel: ratios for channel, *ratios in marts.sql(CHANNELS).fetchall()}
    assert any(all(ratios) for ratios in returns.values())
    for channel, ratios in returns.items():
        assert told[channel] == pytest.approx(ratios), channel
