"""How fits give back what they found."""

import pandas as pd

# Beyond these the last bits of a sum differ between machines.
SIGNIFICANT_DIGITS = 12


def rounded(value: float) -> float:
    """The number that every machine stores the same."""
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}")


def table(rows: list[dict] | dict[str, list] | pd.DataFrame, types: dict[str, str]) -> pd.DataFrame:
    """The rows with exactly the columns of `types`, and of those types; also where there are no rows."""
    return pd.DataFrame(rows, columns=list(types)).astype(types)
