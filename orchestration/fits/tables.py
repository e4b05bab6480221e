"""How fits see a table, and give back what they found."""

from typing import Any

import pandas as pd

# Beyond these the last bits of a sum differ between machines.
SIGNIFICANT_DIGITS = 12


def rounded(value: float) -> float:
    """The number that every machine stores the same."""
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def rows_of(model: Any) -> pd.DataFrame:
    """The rows of what `dbt.ref` gives a Python model: a relation of DuckDB's, or a data frame of Spark's."""
    return model.toArrow().to_pandas() if hasattr(model, "toArrow") else model.df()


def table(rows: list[dict] | dict[str, list] | pd.DataFrame, types: dict[str, str]) -> pd.DataFrame:
    """The rows with exactly the columns of `types`, and of those types; also where there are no rows."""
    return pd.DataFrame(rows, columns=list(types)).astype(types)
