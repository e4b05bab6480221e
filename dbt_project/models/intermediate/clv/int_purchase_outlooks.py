"""What customers of each history will do."""

from orchestration.fits.customer_value import purchase_outlooks


def model(dbt, session):
    dbt.config(materialized="table")
    return purchase_outlooks(
        dbt.ref("int_purchase_histories").df(),
        dbt.ref("int_purchase_parameters").df(),
        dbt.ref("clv_assumptions").df(),
    )
