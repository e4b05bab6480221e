"""Parts of the project that tests fill by hand, without dbt."""

from collections.abc import Iterator
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from duckdb import DuckDBPyConnection

from tests.attribution_on_tables import attribution_models


@pytest.fixture(scope="module")
def attribution(empty_build: tuple[Path, CompletedProcess[str]], manifest: dict) -> Iterator[DuckDBPyConnection]:
    """The attribution models as views over tables that a test fills, and over the seeds."""
    home, _ = empty_build
    with attribution_models(home, manifest) as connection:
        yield connection
