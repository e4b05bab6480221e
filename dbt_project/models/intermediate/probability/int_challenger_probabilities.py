"""What gradient boosting, trained on what the tested scorecard is trained on, says of each combination of bins."""

from orchestration.fits.scorecard import challenger_probabilities
from orchestration.fits.tables import rows_of


def model(dbt, session):
    dbt.config(materialized="table")
    return challenger_probabilities(
        rows_of(dbt.ref("int_scorecard_bins")), rows_of(dbt.ref("int_scorecard_combinations"))
    )
