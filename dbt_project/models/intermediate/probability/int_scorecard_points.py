"""The points of two scorecards, the tested and the served, from the distinct combinations of bins."""

from orchestration.fits.scorecard import scorecard_points
from orchestration.fits.tables import rows_of


def model(dbt, session):
    dbt.config(materialized="table")
    return scorecard_points(rows_of(dbt.ref("int_scorecard_bins")), rows_of(dbt.ref("int_scorecard_combinations")))
