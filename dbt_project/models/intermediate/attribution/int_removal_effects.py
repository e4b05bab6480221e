"""One row per conversion kind and channel that any walk came through: what the channel's removal would cost."""

from orchestration.fits.attribution import removal_effects_by_kind


def model(dbt, session):
    dbt.config(materialized="table")
    transitions = dbt.ref("int_channel_transitions").df()
    return removal_effects_by_kind(transitions.sort_values(["conversion_kind", "origin", "target"]))
