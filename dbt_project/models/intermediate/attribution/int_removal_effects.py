"""One row per conversion kind and channel that any walk came through: what the channel's removal would cost."""

from orchestration.fits.attribution import removal_effects_by_kind
from orchestration.fits.tables import rows_of


def model(dbt, session):
    dbt.config(materialized="table")
    transitions = rows_of(dbt.ref("int_channel_transitions"))
    return removal_effects_by_kind(transitions.sort_values(["conversion_kind", "origin", "target"]))
