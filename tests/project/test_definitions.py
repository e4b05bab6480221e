"""Whoever opens a mart finds what each column means, in words that are explained once, the Chinese ones beside them."""

import csv
import json
import re
from pathlib import Path

import pytest
import yaml

from tests.plain_dbt import dbt

PROJECT_ROOT = Path(__file__).parents[2]
DEFINITIONS = PROJECT_ROOT / "dbt_project" / "docs" / "definitions.md"
BLOCK = re.compile(r"\{% docs (\w+) %\}\n(.*?)\n\{% enddocs %\}", re.DOTALL)
# Model: why dbt sees nothing before it.
WITHOUT_PARENTS = {
    "reporting": "made of the variables of the run alone",
    "stg_gate__table_states": "reads every raw table that there is, which it finds in the graph",
}
CHINESE = re.compile(r"\(([^()]*)\)$")


def blocks() -> dict[str, str]:
    return dict(BLOCK.findall(DEFINITIONS.read_text(encoding="utf-8")))


def marts(manifest: dict) -> list[dict]:
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    return [node for node in models if node["fqn"][1] in ("marts", "activation")]


def test_every_column_of_a_mart_is_described(manifest):
    undescribed = [
        f"{node['name']}.{column['name']}"
        for node in marts(manifest)
        for column in node["columns"].values()
        if not column["description"].strip()
    ]
    assert not undescribed, f"{len(undescribed)} columns without a description: {undescribed}"


def test_every_column_of_a_seed_is_described(manifest):
    """All but `note`, which explains its row."""
    undescribed = [
        f"{seed['name']}.{column}"
        for seed in manifest["nodes"].values()
        if seed["resource_type"] == "seed"
        for column in seed["config"]["column_types"]
        if column != "note" and not seed["columns"].get(column, {}).get("description", "").strip()
    ]
    assert not undescribed, f"{len(undescribed)} columns without a description: {undescribed}"


def test_no_description_is_cut_at_a_comma():
    """Without quotes, `{name: a, description: Now, or never}` is a description `Now` and a key `or never`."""
    cut = []
    for file in [*(PROJECT_ROOT / "dbt_project" / "models").rglob("*.yml"), *(PROJECT_ROOT / "seeds").rglob("*.yml")]:
        described = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for table in [*described.get("models", []), *described.get("seeds", [])]:
            for column in table.get("columns", []):
                cut += [f"{table['name']}.{column['name']}: {key}" for key, value in column.items() if value is None]
    assert not cut


@pytest.mark.parametrize("block", blocks())
def test_every_word_has_its_chinese_beside_it(block):
    words = CHINESE.search(blocks()[block])
    assert words
    assert re.search(r"[\u4e00-\u9fff]", words[1])


def test_every_word_explains_something():
    described = "".join(
        file.read_text(encoding="utf-8")
        for folder in ("dbt_project/models", "seeds")
        for file in (PROJECT_ROOT / folder).rglob("*.yml")
    )
    assert not [block for block in blocks() if f"doc('{block}')" not in described]


def test_words_stand_in_order():
    assert list(blocks()) == sorted(blocks())


def glossary() -> list[tuple[str, str]]:
    with (Path(__file__).parent / "glossary.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["term"], row["block"]) for row in csv.DictReader(lines)]


@pytest.mark.parametrize(("term", "block"), glossary())
def test_every_term_of_the_field_is_a_word_here(term, block):
    assert term in CHINESE.search(blocks()[block])[1]


def test_every_mart_has_a_reader_with_an_owner(manifest):
    readers = list(manifest["exposures"].values())
    assert all(reader["owner"]["name"] and reader["owner"]["email"] and reader["description"] for reader in readers)
    read = {node for reader in readers for node in reader["depends_on"]["nodes"]}
    assert not [node["name"] for node in marts(manifest) if node["unique_id"] not in read]


def test_the_lineage_of_every_model_begins_at_a_source_or_a_seed(manifest):
    rootless = {
        manifest["nodes"][node]["name"]
        for node, parents in manifest["parent_map"].items()
        if node.startswith("model.") and not parents
    }
    assert rootless == set(WITHOUT_PARENTS)


def test_the_metrics_of_the_field_are_defined(manifest):
    defined = {metric["name"]: metric["description"] for metric in manifest["metrics"].values()}
    wanted = {"leads", "mqls", "sqls", "opportunities", "customers", "conversion_rate", "win_rate", "time_to_customer"}
    assert wanted | {"cac", "roas", "roi", "clv"} <= defined.keys()
    assert all(defined.values())


def test_the_docs_are_one_file_and_dbt_complains_of_nothing(empty_copy):
    done = dbt("docs", "generate", "--no-compile", "--static", home=empty_copy)
    assert done.returncode == 0, done.stdout + done.stderr
    assert not re.search(r"warn|deprecat|error", done.stdout, re.IGNORECASE), done.stdout
    site = (empty_copy / "target" / "static_index.html").read_text(encoding="utf-8")
    assert json.dumps("客户生命周期价值").strip('"') in site
    assert "model.leadhouse.customer_values" in site
