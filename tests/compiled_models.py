"""The project's models as dbt compiled them, to be run without dbt: many times over, or one by one with a clock."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

# As in profiles.yml: the same SQL must mean the same.
SETTINGS = "set TimeZone = 'UTC'; set disabled_optimizers = 'common_subexpressions'; set threads = 2"
# Of a built home.
FILES = {"warehouse": "warehouse.duckdb", "marts": "build/marts.duckdb"}


@dataclass(frozen=True)
class CompiledModel:
    name: str
    folder: str
    relation: str
    materialized: str
    language: str
    sql: str
    # By which columns its rows are kept, and the relation, if any, that names those whose rows are made.
    news: dict[str, Any] = field(default_factory=dict)


def models_up_to(manifest: dict, *folders: str) -> list[CompiledModel]:
    """The models of folders and all they read, each after what it reads; without a folder all models."""
    wanted = [
        key
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and (not folders or node["fqn"][2] in folders)
    ]
    return _in_order(manifest["nodes"], wanted)


def models_that_make(manifest: dict, *names: str) -> list[CompiledModel]:
    """The models of these names and all they read, each after what it reads."""
    return _in_order(manifest["nodes"], [f"model.leadhouse.{name}" for name in names])


def models_named(manifest: dict, *names: str) -> list[CompiledModel]:
    """The models of these names alone, each after what it reads of the others."""
    return [model for model in models_that_make(manifest, *names) if model.name in names]


def _in_order(nodes: dict, wanted: list[str]) -> list[CompiledModel]:
    parents = {}
    while wanted:
        key = wanted.pop()
        parents[key] = [parent for parent in nodes[key]["depends_on"]["nodes"] if parent.startswith("model.")]
        wanted += [parent for parent in parents[key] if parent not in parents]
    return [
        CompiledModel(
            name=nodes[key]["name"],
            folder=nodes[key]["fqn"][2],
            relation=nodes[key]["relation_name"],
            materialized=nodes[key]["config"]["materialized"],
            language=nodes[key]["language"],
            sql=nodes[key]["compiled_code"],
            news=_news_of(nodes, nodes[key]["config"]["meta"].get("news", {})),
        )
        for key in TopologicalSorter(parents).static_order()
    ]


def _news_of(nodes: dict, news: dict[str, Any]) -> dict[str, Any]:
    """The same, with relations in place of names."""
    return {
        column: _news_of(nodes, name) if isinstance(name, dict) else _relation_of(nodes, name)
        for column, name in news.items()
    }


def _relation_of(nodes: dict, name: str | None) -> str | None:
    return nodes[f"model.leadhouse.{name}"]["relation_name"] if name else None


def _with_news(news: dict[str, Any]) -> str:
    """What `has_news` of macros/news.sql says of these columns."""
    conditions = []
    for column, relation in news.items():
        is_null = f"{column} is null"
        if isinstance(relation, dict):
            is_null += f" and ({_with_news(relation['nobody'])})"
            relation = relation["somebody"]
        conditions.append(f"({is_null})")
        if relation:
            conditions.append(f"{column} in (select {column} from {relation})")
    return " or ".join(conditions)


def looking_from(models: list[CompiledModel], moment: datetime) -> list[CompiledModel]:
    """The same models as if dbt had compiled them with this `as_of`."""
    [moments] = [model for model in models if model.name == "int_score_moments"]
    compiled = re.search(r"cast\('[^']+' as timestamp\)", moments.sql)
    assert compiled
    as_of = f"cast('{moment:%Y-%m-%d %H:%M:%S}' as timestamp)"
    return [replace(model, sql=model.sql.replace(compiled[0], as_of)) for model in models]


def as_views(models: list[CompiledModel]) -> list[CompiledModel]:
    """The same models, to be made once and to say what follows from whatever is written into their inputs later."""
    return [replace(model, materialized="view") for model in models]


@contextmanager
def tables_to_fill(
    home: Path, manifest: dict, inputs: list[str], as_built: list[str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a warehouse in memory: models and seeds of a built home as tables, the `inputs` without rows."""
    nodes = {node["name"]: node for node in manifest["nodes"].values() if node["resource_type"] in ("model", "seed")}
    with duckdb.connect() as connection:
        for database, file in FILES.items():
            connection.execute(f"attach '{home / file}' as built_{database} (read_only)")
            connection.execute(f"attach ':memory:' as {database}")
        connection.execute("use warehouse")
        for name in [*inputs, *as_built]:
            database, schema = nodes[name]["database"], nodes[name]["schema"]
            connection.execute(f"create schema if not exists {database}.{schema}")
            filled = f"create table {database}.{schema}.{name} as from built_{database}.{schema}.{name}"
            connection.execute(filled + (" limit 0" if name in inputs else ""))
        yield connection


def build(
    warehouse: duckdb.DuckDBPyConnection, models: list[CompiledModel], only_news: bool = False
) -> dict[str, float]:
    """Make each model and return the seconds that it took.

    With `only_news` the models must have been compiled for it; whoever has no news keeps what rows there are.
    """
    warehouse.execute(SETTINGS)
    for schema in dict.fromkeys(model.relation.rpartition(".")[0] for model in models):
        warehouse.execute(f"create schema if not exists {schema}")
    seconds = {}
    for model in models:
        started = time.perf_counter()
        if model.language == "python":
            warehouse.register("fitted", _fitted(warehouse, model))
            warehouse.execute(f"create or replace table {model.relation} as select * from fitted")
        elif model.news and only_news:
            warehouse.execute(f"delete from {model.relation} where {_with_news(model.news)}")
            warehouse.execute(f"insert into {model.relation} by name select * from ({model.sql})")
        else:
            kind = "view" if model.materialized == "view" else "table"
            warehouse.execute(f"create or replace {kind} {model.relation} as {model.sql}")
        seconds[model.name] = time.perf_counter() - started
    return seconds


def _fitted(warehouse: duckdb.DuckDBPyConnection, model: CompiledModel) -> pd.DataFrame:
    """What a Python model makes of the tables it reads; dbt compiles its ways to them into it."""
    module: dict[str, Any] = {}
    exec(model.sql, module)  # noqa: S102 (a file of this project, which dbt runs in the same way)
    return module["model"](module["dbtObj"](lambda name: warehouse.sql(f"select * from {name}")), None)
