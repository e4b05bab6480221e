"""Destinations that are written to in every run that publishes, one asset each."""

from dagster import AssetsDefinition, MaterializeResult, asset

from orchestration.progress import SUMMARY
from orchestration.settings import Settings
from orchestration.surroundings import Surroundings
from orchestration.sync.config import SyncTarget
from orchestration.syncs import destination_named, sync_destination


def synced_destinations(settings: Settings) -> list[AssetsDefinition]:
    """An asset for each destination that asks for it by `after_publish`; without any, none."""
    return [_synced(target) for target in settings.sync if target.after_publish]


def _synced(target: SyncTarget) -> AssetsDefinition:
    @asset(
        key=["sync", target.name],
        deps=["published_build"],
        group_name="sync",
        kinds={target.to},
        description=f"What {target.name} holds of the published build.",
    )
    def synced(surroundings: Surroundings) -> MaterializeResult:
        settings = surroundings.settings
        report = sync_destination(settings, destination_named(settings, target.name), confirm=True)
        refused = {f"refused as {code}": count for code, count in report.reasons.items()}
        return MaterializeResult(
            metadata={
                SUMMARY: f"{report.outcomes['accepted']:,} accepted, {report.outcomes['rejected']:,} rejected",
                "status": report.status,
                "calls": report.calls,
                "accepted": report.outcomes["accepted"],
                "rejected": report.outcomes["rejected"],
                "alerts": report.alerts,
                **refused,
            }
        )

    return synced
