"""The few sentences that most expectations are made of.

What columns hold is asked in SQL as well: Great Expectations' own expectations of columns take it eight metrics and
fifteen milliseconds of Python each, and there are three hundred.
"""

from typing import Any, ClassVar

from great_expectations import expectations as gxe
from great_expectations.expectations.expectation import Expectation


class NoRows(gxe.UnexpectedRowsExpectation):
    """Counts what contradicts and fetches none of it: its parent asks the query once for each."""

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.row_count",)

    def _validate(self, metrics: dict[str, Any], *_: Any, **__: Any) -> dict[str, Any]:
        count = metrics["unexpected_rows_query.row_count"]
        return {"success": count == 0, "result": {"observed_value": count}}


class NoDoubles(NoRows):
    """Counts keys that more than one row has."""


class NoOtherValues(NoRows):
    """Counts rows whose column holds what it should not."""


def key(*columns: str) -> list[Expectation]:
    """The columns name a row: none is empty, and no two rows have the same."""
    return [unique(*columns), *(filled(column) for column in columns)]


def unique(*columns: str) -> Expectation:
    """No two rows have the same."""
    together = ", ".join(columns)
    return NoDoubles(
        description=f"{together} is unique" if len(columns) == 1 else f"{together} are unique together",
        # Hashes are quickly grouped; only rows that share one are looked at as they are.
        unexpected_rows_query=f"""
        select {together} from {{batch}}
        where hash({together}) in (select hash({together}) from {{batch}} group by all having count(*) > 1)
        group by all having count(*) > 1
        """,
    )


def filled(column: str) -> Expectation:
    """The column is never empty."""
    return _no_other_values(f"{column} is filled", f"{column} is null")


def between(column: str, low: float | None, high: float | None) -> Expectation:
    """Values lie in the closed range; empty ones are not judged."""
    if high is None:
        said, beyond = f"at least {low}", f"{column} < {low}"
    elif low is None:
        said, beyond = f"at most {high}", f"{column} > {high}"
    else:
        said, beyond = f"from {low} to {high}", f"{column} not between {low} and {high}"
    return _no_other_values(f"{column} is {said}", beyond)


def share(column: str) -> Expectation:
    """Values are shares: 0 to 1."""
    return between(column, 0, 1)


def one_of(column: str, values: list[str]) -> Expectation:
    """Values are of this list; empty ones are not judged."""
    listed = ", ".join(f"'{value}'" for value in values)
    return _no_other_values(f"{column} is one of {', '.join(values)}", f"{column} not in ({listed})")


def has_rows_if_loaded(table: str) -> Expectation:
    """The mart has rows if the raw table got any."""
    return gxe.ExpectTableRowCountToBeBetween(
        min_value={"$PARAMETER": table}, description=f"there are rows, if any {table} were loaded"
    )


def is_one_row() -> Expectation:
    """The mart is a single row."""
    return gxe.ExpectTableRowCountToEqual(value=1, description="there is one row")


def not_after_as_of(*columns: str) -> Expectation:
    """Nothing happened after the moment, or the day, that the build looks from; empty values are not judged."""
    latest = columns[0] if len(columns) == 1 else f"greatest({', '.join(columns)})"
    as_of = "as_of_on" if columns[0].endswith("_on") else "as_of"
    return no_rows(
        f"{', '.join(columns)}: not after as_of",
        f"select * from {{batch}} where {latest} > (select {as_of} from core.reporting)",
    )


def known(column: str, mart: str) -> Expectation:
    """Values are keys of another mart, in a column of the same name; empty ones are not judged."""
    return no_rows(
        f"{column} is one of {mart}",
        f"select {column} from {{batch}} anti join {mart} using ({column}) where {column} is not null",
    )


def numbered(column: str, *within: str, is_key: bool = False) -> Expectation:
    """Within each group, the column counts from 1 without a gap; empty values are not counted.

    If it is in a key with the group, that no two are the same need not be asked again.
    """
    group = ", ".join(within)
    once = "" if is_key else f" or count(distinct {column}) <> count(*)"
    return no_rows(
        f"{column} counts from 1 without a gap within {group}",
        f"""
        select {group} from {{batch}} where {column} is not null
        group by {group}
        having min({column}) <> 1 or max({column}) <> count(*){once}
        """,
    )


def _no_other_values(description: str, contradiction: str) -> Expectation:
    return NoOtherValues(
        description=description, unexpected_rows_query=f"select * from {{batch}} where {contradiction}"
    )


def no_rows(description: str, query: str) -> Expectation:
    """The query finds nothing that contradicts the description. `{batch}` is the mart."""
    return NoRows(description=description, unexpected_rows_query=query)
