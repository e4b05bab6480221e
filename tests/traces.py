"""Where words stand in a directory: every file searched, also inside what is packed or stored by columns."""

import gzip
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import duckdb


def traces(directory: Path, words: list[str]) -> tuple[list[str], int]:
    """Places at which one of the words stands, whatever its case, and how many files were searched."""
    files = [path for path in sorted(directory.rglob("*")) if path.is_file() and not path.is_symlink()]
    needles = [word.lower() for word in words]
    found = [place for path in files for place in _in_file(path, needles)]
    return found, len(files)


def _in_file(path: Path, needles: list[str]) -> Iterator[str]:
    contents = {str(path): path.read_bytes()}
    if path.suffix == ".gz":
        contents[f"{path} unpacked"] = gzip.decompress(contents[str(path)])
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            contents |= {f"{path}/{name}": archive.read(name) for name in archive.namelist()}
    for place, content in contents.items():
        text = content.decode("latin-1").lower()
        yield from (f"{place}: {needle}" for needle in needles if needle.encode().decode("latin-1") in text)
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            yield from _in_rows(connection, str(path), f"read_parquet('{path}')", needles)
    elif path.suffix == ".duckdb":
        with duckdb.connect() as connection:
            # Under a name of ours: a file's own may be that of one of its schemas.
            connection.execute(f"attach '{path}' as searched (read_only)")
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() where database_name = 'searched' order by all"
            ).fetchall()
            for schema, table in tables:
                yield from _in_rows(connection, f"{path}:{schema}.{table}", f'searched."{schema}"."{table}"', needles)
    elif path.suffix in {".sqlite", ".db"}:
        with closing(sqlite3.connect(path)) as connection:
            dump = "\n".join(connection.iterdump()).lower()
            yield from (f"{path} dumped: {needle}" for needle in needles if needle in dump)


def _in_rows(connection: duckdb.DuckDBPyConnection, place: str, relation: str, needles: list[str]) -> Iterator[str]:
    """As JSON, a row shows all that its columns hold, lists and structures too."""
    for needle in needles:
        query = f"select count(*) from {relation} as one where contains(lower(cast(to_json(one) as varchar)), $1)"
        [(count,)] = connection.execute(query, [needle]).fetchall()
        if count:
            yield f"{place}: {needle} in {count} rows"
