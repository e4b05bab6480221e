"""Great Expectations over a DuckDB file, offline; the one place that knows what stands in its way."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from orchestration.engine import limits

if TYPE_CHECKING:
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource
    from great_expectations.expectations.expectation import Expectation
    from sqlalchemy.engine import ExceptionContext

# Counts only: the default keeps samples of the values that failed, and those would reach the report.
RESULT_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": 0, "exclude_unexpected_values": True}


class Dialect(StrEnum):
    DUCKDB = "duckdb"


def keep_connections() -> None:
    """Make Great Expectations read results before it closes the connection they come from.

    It does so only for the dialects of a list without DuckDB; elsewhere every metric ends in `list index out of range`.
    """
    from great_expectations.execution_engine import sqlalchemy_execution_engine as engine

    if Dialect.DUCKDB not in engine._PERSISTED_CONNECTION_DIALECTS:
        engine._PERSISTED_CONNECTION_DIALECTS = (*engine._PERSISTED_CONNECTION_DIALECTS, Dialect.DUCKDB)


@contextmanager
def open_marts(file: Path) -> "Iterator[SQLDatasource]":
    """The marts as a read-only source in a context that keeps nothing and reports to nobody."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from sqlalchemy import event

    keep_connections()
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    options = urlencode({"access_mode": "read_only", **limits()})
    source = context.data_sources.add_sql(
        "marts", connection_string=f"duckdb:///{file}?{options}", create_temp_table=False
    )
    event.listen(source.get_execution_engine().engine, "handle_error", _end_transaction)
    try:
        yield source
    finally:
        # Whoever opens the file next in this process may do so in another way.
        with source.get_execution_engine().get_connection() as connection:
            connection.close()
        source.get_execution_engine().close()
        source.get_engine().dispose()


def _end_transaction(error: "ExceptionContext") -> None:
    """Of a question without an answer: in its transaction DuckDB would answer no other."""
    if error.connection is not None:
        error.connection.rollback()


def interrupt(source: "SQLDatasource") -> None:
    """Stop the query that another thread is asking of the marts."""
    with source.get_execution_engine().get_connection() as connection:
        connection.connection.interrupt()


def validate(
    source: "SQLDatasource",
    name: str,
    mart: str,
    expectations: "list[Expectation]",
    parameters: Mapping[str, int],
) -> list[dict]:
    """Results of the expectations about one mart as plain dictionaries. The name must be new to the source."""
    from great_expectations import ExpectationSuite

    # A query, not a table: the table asset loses the schema on a dialect that it doesn't know.
    asset = source.add_query_asset(name, query=f"select * from {mart}")
    # Asked of the batch: a validation of the context's is stored with its suite and its results, which nobody reads.
    batch = asset.get_batch(asset.build_batch_request())
    # Copies: an expectation belongs to one suite for good, and a process may audit more than once.
    suite = ExpectationSuite(name=name, expectations=[*map(copy, expectations)])
    result = batch.validate(suite, expectation_parameters=dict(parameters), result_format=RESULT_FORMAT)
    return [entry.to_json_dict() for entry in result.results]
