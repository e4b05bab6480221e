"""Parameters of the model of what purchases are worth, fitted to counted histories."""

from orchestration.fits.customer_value import spend_parameters


def model(dbt, session):
    dbt.config(materialized="table")
    return spend_parameters(dbt.ref("int_spend_histories").df(), dbt.ref("clv_assumptions").df())
