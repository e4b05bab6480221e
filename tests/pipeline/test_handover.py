"""Raw tables on their way to Spark, and marts on their way back; no Spark is needed to see that nothing is lost."""

from datetime import datetime
from importlib.util import find_spec

import duckdb
import pytest

from orchestration.books import BOOKS, copy_books
from orchestration.contracts import contracts
from orchestration.dbt_build import teach_dbt_spark
from orchestration.errors import BuildFailed
from orchestration.handover import hand_over, take_back
from orchestration.ledger import Ledger
from orchestration.settings import Settings, load_settings
from orchestration.warehouse import open_warehouse

NOON = datetime(2026, 6, 1, 12, 30)


@pytest.fixture
def settings(tmp_path) -> Settings:
    """A home whose raw tables are empty but for one lead."""
    settings = load_settings(home=tmp_path)
    copy_books(settings, Ledger(settings.home.ledger))
    with open_warehouse(settings.home) as warehouse:
        warehouse.execute("insert into raw_files.leads (lead_id, email, created_at) values ('1', '', ?)", [NOON])
    return settings


def test_every_raw_table_is_handed_over_also_an_empty_one(settings):
    assert hand_over(settings) == 1
    folders = {folder.relative_to(settings.home.handed_over) for folder in settings.home.handed_over.glob("*/*")}
    assert len(folders) == len(contracts()) + len(BOOKS)
    assert settings.home.spark.stat().st_mode & 0o077 == 0
    with duckdb.connect() as connection:
        leads = connection.read_parquet(str(settings.home.handed_over / "raw_files" / "leads" / "*.parquet"))
        assert leads.select("lead_id", "email", "created_at").fetchall() == [("1", "", NOON)]


def test_what_an_earlier_run_left_is_not_handed_over_again(settings):
    left = settings.home.spark / "tables" / "core.db" / "people"
    left.mkdir(parents=True)
    hand_over(settings)
    assert not left.exists()


def test_marts_come_back_in_utc_with_their_parquet_and_nothing_else_stays(settings):
    home = settings.home
    home.build.mkdir()
    made = {("core", "people"): "marts", ("activation", "sync_people"): "activation"}
    for schema, name in made:
        folder = home.spark / "tables" / f"{schema}.db" / name
        folder.mkdir(parents=True)
        with duckdb.connect() as connection:
            rows = connection.sql(
                "select '1' as person_id, timestamptz '2026-06-01 12:30:00+00' as seen_at, 1.50::decimal(18, 2) as x"
            )
            rows.write_parquet(str(folder / "part-0.parquet"))
    take_back(home, {layer: [table] for table, layer in made.items()})
    for (schema, name), layer in made.items():
        with duckdb.connect() as connection:
            connection.execute(f"attach '{home.build / layer}.duckdb' as build (read_only)")
            taken = connection.table(f"build.{schema}.{name}")
            assert str(taken.types[1]) == "TIMESTAMP"
            assert taken.select("person_id", "seen_at").fetchall() == [("1", NOON)]
    assert [path.relative_to(home.build / "tables").parts for path in (home.build / "tables").rglob("*.parquet")] == [
        ("core", "people", "part-0.parquet")
    ], "activation names people, so of it there is no copy"
    assert not home.spark.exists()


@pytest.mark.skipif(find_spec("pyspark") is not None, reason="PySpark is here")
def test_without_pyspark_a_run_says_what_is_missing():
    with pytest.raises(BuildFailed, match="scale"):
        teach_dbt_spark()
