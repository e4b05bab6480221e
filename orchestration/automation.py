"""When the job runs by itself."""

from collections.abc import Iterator

from dagster import (
    AssetSelection,
    DefaultScheduleStatus,
    RunRequest,
    ScheduleDefinition,
    SensorEvaluationContext,
    SkipReason,
    define_asset_job,
    sensor,
)

from orchestration.found_files import something_new
from orchestration.ledger import Ledger
from orchestration.settings import load_settings

leadhouse_job = define_asset_job(
    "leadhouse",
    selection=AssetSelection.all(),
    description="One whole pass: files, raw tables, marts, audit, page, publication.",
)

# Scores decay and cohorts ripen by the day even when no file arrives.
every_morning = ScheduleDefinition(
    name="every_morning", job=leadhouse_job, cron_schedule="0 5 * * *", default_status=DefaultScheduleStatus.STOPPED
)


@sensor(job=leadhouse_job, minimum_interval_seconds=60)
def new_files(context: SensorEvaluationContext) -> Iterator[RunRequest | SkipReason]:
    """Ask for a run when a configured file has content that no load of the ledger knows."""
    settings = load_settings()
    if something_new(settings, Ledger(settings.home.ledger)):
        yield RunRequest()
    else:
        yield SkipReason("Every configured file is loaded.")
