"""The points of two scorecards, the tested and the served, from the distinct combinations of bins."""

from orchestration.fits.scorecard import scorecard_points


def model(dbt, session):
    dbt.config(materialized="table")
    return scorecard_points(dbt.ref("int_scorecard_bins").df(), dbt.ref("int_scorecard_combinations").df())
