"""Keys of rows as the macro `hash_key` makes them, for tests that have to name one."""

import base64
import hashlib

import duckdb


def hash_key(*values: str) -> str:
    """The key of a row whose columns hold these texts."""
    digest = hashlib.md5("|".join(values).encode(), usedforsecurity=False).digest()
    return base64.b64encode(digest).decode()[:12].replace("+", "x").replace("/", "y")


def know_hash_key(connection: duckdb.DuckDBPyConnection) -> None:
    """Give a connection the same as a function of one text, the columns joined by `|`."""
    connection.execute(
        "create or replace temp macro hash_key(columns) as"
        " replace(replace(left(base64(unhex(md5(columns))), 12), '+', 'x'), '/', 'y')"
    )
