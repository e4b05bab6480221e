"""Every model as dbt compiles it for Spark, read without Spark: what only DuckDB understands is seen in any test run.

`make test-spark` lets Spark make the models; this needs no Java, and says sooner what that would stumble over.
"""

import os
import re
from itertools import pairwise
from pathlib import Path

import pytest
import sqlglot
from sqlglot.errors import ParseError
from sqlglot.tokens import Token, TokenType

from tests.plain_dbt import dbt

# dbt-spark asks a connection about a model in Python; what it sends is not SQL.
FITS = "path:dbt_project/models/**/*.py"
# What Spark has a function for: `make test-spark` holds the file against Spark itself.
FUNCTIONS = set(Path(__file__).with_name("spark_functions.txt").read_text(encoding="utf-8").split())
# Words of SQL that a bracket may follow.
WORDS = {"as", "else", "from", "group", "on", "over", "select", "sets", "then", "try_cast", "where"}
# What both engines mean alike.
TYPES = {"bigint", "boolean", "date", "decimal", "double", "int", "string", "timestamp"}
# What is neither, and what Spark does not understand or takes for something else: `"a name"` is a text there.
SYNTAX = re.compile(
    r'"|::|:=|[\[\]{}^$]|/ /|\b\d+_\d|\bcount \( \)|, (?:from|where|group by|order by)\b|\bfrom \w+ select\b'
    r"|\b(?:asof|positional) join\b|\bunion (?:all )?by name\b|\bwith recursive\b|\bdistinct on\b|\bat time zone\b"
    r"|\* (?:exclude|replace)\b|\b(?:glob|similar to|using sample|pivot|summarize)\b"
    # A minus after the name of a window is read as part of the name.
    r"|\bover \w+ -"
)


def not_for_spark(sql: str) -> list[str]:
    """What of a statement Spark would not understand, or would take for something else."""
    tokens = sqlglot.tokenize(sql, read="spark")
    functions, types = functions_and_types(tokens)
    written = " ".join(without_text(token, sql) for token in tokens)
    found = [*sorted(functions - FUNCTIONS - WORDS), *sorted(types - TYPES), *SYNTAX.findall(written)]
    if not found:
        try:
            sqlglot.parse_one(sql, read="spark")
        except ParseError as error:
            found = [error.errors[0]["description"]]
    return found


def functions_and_types(tokens: list[Token]) -> tuple[set[str], set[str]]:
    """What is called, and what is cast to, as they are written."""
    functions, types, opened = set(), set(), []
    for before, token in pairwise(tokens):
        if token.token_type is TokenType.L_PAREN:
            opened.append(before.text.lower())
        elif token.token_type is TokenType.R_PAREN:
            functions.add(opened.pop())
        elif before.token_type is TokenType.ALIAS and opened and opened[-1] in ("cast", "try_cast"):
            types.add(token.text.lower())
    return {name for name in functions if name.isidentifier()}, types


def without_text(token: Token, sql: str) -> str:
    """A token as it is written; of a text only how it is quoted."""
    is_text = token.token_type in (TokenType.STRING, TokenType.RAW_STRING)
    return sql[token.start] if is_text else token.text.lower()


@pytest.fixture(scope="module")
def for_spark(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The SQL of each model, compiled for Spark by its adapter. Nothing is asked of a connection, so there is none."""
    home = tmp_path_factory.mktemp("for_spark")
    # The adapter wants to see that PySpark is there before it renders anything.
    (home / "pyspark").mkdir()
    (home / "pyspark" / "__init__.py").touch()
    chosen = ["--select", "resource_type:model", "--exclude", FITS, "--indirect-selection", "empty"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(home), prepend=os.pathsep)
        said = dbt(
            *("--no-write-json", "compile", "--target", "spark", "--no-introspect", "--no-populate-cache", *chosen),
            home=home,
        )
    assert said.returncode == 0, said.stdout
    compiled = (home / "target" / "compiled").rglob("*.sql")
    return {path.stem: path.read_text(encoding="utf-8") for path in compiled}


def test_every_model_of_sql_compiles_for_both_engines(for_spark, manifest):
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    for_duckdb = {node["name"]: node["compiled_code"] for node in models if node["language"] == "sql"}
    assert for_duckdb.keys() == for_spark.keys()
    assert all(for_duckdb.values())
    assert all(for_spark.values())


def test_spark_understands_every_model(for_spark):
    assert for_spark
    assert {name: found for name, sql in for_spark.items() if (found := not_for_spark(sql))} == {}


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select cast(x as decimal(18, 2)), max_by(a, b), '[unnest(x)]' from t -- list(x)", []),
        ("select filter(a, b -> b <= 1), sum(x) filter (where y) from t qualify rank() over (order by x) = 1", []),
        ("select list(x) from t", ["list"]),
        ("select unnest(x), strftime(y, '%Y') from t", ["strftime", "unnest"]),
        ("select arg_max(a, b) from generate_series(1, 2)", ["arg_max", "generate_series"]),
        ("select cast(x as varchar), try_cast(coalesce(y, z) as hugeint) from t", ["hugeint", "varchar"]),
        ('select "x" from t', ['"']),
        ("select 7 // 2", ["/ /"]),
        ("select x::int from t", ["::"]),
        ("select [1, 2]", ["[", "]"]),
        ("select {'a': 1}", ["{", "}"]),
        ("select count() from t", ["count ( )"]),
        ("select a, from t", [", from"]),
        ("from t select a", ["from t select"]),
        ("select * from a asof join b on a.x >= b.x", ["asof join"]),
        ("select * from a union all by name select * from b", ["union all by name"]),
        ("with recursive a as (select 1 as x union all select x + 1 from a) select * from a", ["with recursive"]),
        ("select distinct on (a) a, b from t", ["distinct on"]),
        ("select x at time zone 'UTC' from t", ["at time zone"]),
        ("select * exclude (a) from t", ["exclude", "* exclude"]),
        ("select sum(x) over running - x from t window running as (order by x)", ["over running -"]),
        ("select filter(a, lambda b: b <= 1) from t", ["Expecting )"]),
    ],
)
def test_what_only_duckdb_understands_is_seen(sql, found):
    assert not_for_spark(sql) == found
