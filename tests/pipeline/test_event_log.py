"""What Dagster remembers of runs: its own files, at less cost."""

from dagster import AssetExecutionContext, AssetKey, AssetSpec, DagsterInstance, MaterializeResult, multi_asset
from dagster import materialize as execute
from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage

from orchestration import event_log
from orchestration.run import prepare_dagster_home

ASSETS = [AssetKey(["core", f"mart_{number}"]) for number in range(20)]


@multi_asset(specs=[AssetSpec(key) for key in ASSETS])
def marts(context: AssetExecutionContext):
    for key in ASSETS:
        yield MaterializeResult(asset_key=key, metadata={"rows": 3})


def test_dagster_itself_reads_what_was_written_and_few_files_were_opened_for_it(tmp_path, monkeypatch):
    opened = []
    create_engine = event_log.create_engine
    monkeypatch.setattr(
        event_log, "create_engine", lambda *args, **named: opened.append(1) or create_engine(*args, **named)
    )
    home = prepare_dagster_home(tmp_path)
    with DagsterInstance.from_config(str(home)) as instance:
        assert execute([marts], instance=instance).success
        assert execute([marts], instance=instance).success
    # The index, and a file for each run.
    assert len(opened) == 3
    # SQLite takes its log away when the last connection to a file is closed.
    assert not [*tmp_path.rglob("*.db-wal")]

    # Dagster's own storage over the same files; its telemetry stays off, as in every home of ours.
    (home / "dagster.yaml").write_text("telemetry: {enabled: false}")
    with DagsterInstance.from_config(str(home)) as instance:
        assert type(instance.event_log_storage) is SqliteEventLogStorage
        assert set(instance.all_asset_keys()) == set(ASSETS)
        for key in ASSETS:
            newest = instance.get_latest_materialization_event(key)
            assert newest.asset_materialization.metadata["rows"].value == 3
            assert len(instance.fetch_materializations(key, limit=10).records) == 2
        for run in instance.get_runs():
            assert len(instance.all_logs(run.run_id)) > len(ASSETS)
