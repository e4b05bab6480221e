"""What sqlfluff sees as dbt's `adapter`: enough to expand a dispatched macro, with no database behind it."""


def dispatch(name: str, package: str):
    """Stand for the engine's version of a macro; the linter only needs an expression of its columns in its place."""
    return lambda *arguments: f"{name}({', '.join(as_sql(str(argument)) for argument in arguments)})"


def as_sql(argument: str) -> str:
    """An expression as it stands, any other text (a separator) as a literal."""
    is_expression = argument[:1].isalnum() or argument[:1] in ("(", "-", "_")
    return argument if is_expression else f"'{argument}'"
