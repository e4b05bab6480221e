"""Parameters of the purchase model, fitted to counted histories."""

from orchestration.fits.customer_value import purchase_parameters


def model(dbt, session):
    dbt.config(materialized="table")
    return purchase_parameters(dbt.ref("int_purchase_histories").df(), dbt.ref("clv_assumptions").df())
