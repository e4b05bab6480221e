"""What gradient boosting, trained on what the tested scorecard is trained on, says of each combination of bins."""

from orchestration.fits.scorecard import challenger_probabilities


def model(dbt, session):
    dbt.config(materialized="table")
    return challenger_probabilities(dbt.ref("int_scorecard_bins").df(), dbt.ref("int_scorecard_combinations").df())
