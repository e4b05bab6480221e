"""What sqlfluff sees as dbt's `adapter`: enough to expand a dispatched macro, with no database behind it."""


def dispatch(name: str, package: str):
    """Stand for the engine's version of a macro; the linter only needs an expression of its columns in its place."""
    return lambda *arguments: (
        f"{name}({', '.join(str(argument) for argument in arguments if str(argument).strip(' ,'))})"
    )
