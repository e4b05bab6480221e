"""Parameters of the model of what purchases are worth, fitted to counted histories."""

from orchestration.fits.customer_value import spend_parameters
from orchestration.fits.tables import rows_of


def model(dbt, session):
    dbt.config(materialized="table")
    return spend_parameters(rows_of(dbt.ref("int_spend_histories")), rows_of(dbt.ref("clv_assumptions")))
