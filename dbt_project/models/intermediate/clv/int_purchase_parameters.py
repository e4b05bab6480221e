"""Parameters of the purchase model, fitted to counted histories."""

from orchestration.fits.customer_value import purchase_parameters
from orchestration.fits.tables import rows_of


def model(dbt, session):
    dbt.config(materialized="table")
    return purchase_parameters(rows_of(dbt.ref("int_purchase_histories")), rows_of(dbt.ref("clv_assumptions")))
