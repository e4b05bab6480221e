"""The contents page: what Dagster runs here, from the files to what readers see."""

from dagster import Definitions, colored_console_logger, in_process_executor, logger

from orchestration.assets import audited_build, books, dashboard, landed_files, published_build, raw_tables
from orchestration.automation import every_morning, leadhouse_job, new_files
from orchestration.dbt_build import prepare_manifest
from orchestration.progress import step_logger
from orchestration.settings import load_settings
from orchestration.surroundings import Surroundings
from orchestration.sync_assets import synced_destinations
from orchestration.transform import dbt_models, served_models

manifest = prepare_manifest()

defs = Definitions(
    assets=[
        *landed_files(),
        *raw_tables(),
        *books(),
        dbt_models(manifest),
        audited_build(served_models(manifest)),
        dashboard,
        published_build,
        *synced_destinations(load_settings()),
    ],
    jobs=[leadhouse_job],
    schedules=[every_morning],
    sensors=[new_files],
    resources={"surroundings": Surroundings()},
    # A run tells its steps; `--verbose` tells all that Dagster says as well.
    loggers={"progress": logger(lambda _: step_logger()), "console": colored_console_logger},
    # The raw tables share one DuckDB file, and so do the marts: one writer, one step at a time.
    executor=in_process_executor,
)
