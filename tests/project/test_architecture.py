"""The rules that keep the project readable, checked against the manifest that dbt itself writes.

An exception stands in EXCEPTIONS with its reason; one that is no longer needed fails too.
"""

import csv
import re
from pathlib import Path

import pytest

from expectations._vocabulary import NoDoubles
from orchestration.contracts import contracts
from orchestration.generic_tests import key_columns
from orchestration.quality import SUITES, read_suite, suite_names

PROJECT_ROOT = Path(__file__).parents[2]
LONGEST_MODEL = 120
LONGEST_FIT = 40
# Of what was loaded and what was not; it holds no rows of any source.
THE_GATES_OWN = "gate"

# (rule, model): why the rule makes this model worse.
EXCEPTIONS: dict[tuple[str, str], str] = {}


def layer_of(node: dict) -> str:
    return node["fqn"][1]


def models(manifest: dict, *layers: str) -> list[dict]:
    found = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and (not layers or layer_of(node) in layers)
    ]
    assert found, f"no models in {layers}: the rule would hold for nothing"
    return found


def sql_models(manifest: dict, *layers: str) -> list[dict]:
    return [node for node in models(manifest, *layers) if node["language"] == "sql"]


def parents(manifest: dict, node: dict) -> list[dict]:
    known = {**manifest["nodes"], **manifest["sources"]}
    return [known[parent] for parent in node["depends_on"]["nodes"]]


def expectations_of_marts() -> list[tuple[str, list]]:
    return [found for suite in sorted(suite_names()) for found in read_suite(SUITES, suite).items()]


def offenders(rule: str, broken: dict[str, str]) -> dict[str, str]:
    """What breaks a rule without leave, and leave that nothing needs."""
    excused = {name for known_rule, name in EXCEPTIONS if known_rule == rule}
    idle = dict.fromkeys(excused - broken.keys(), "is excused but keeps the rule")
    return {name: why for name, why in broken.items() if name not in excused} | idle


def test_only_staging_reads_sources(manifest):
    broken = {
        node["name"]: parent["name"]
        for node in models(manifest)
        for parent in parents(manifest, node)
        if parent["resource_type"] == "source" and layer_of(node) != "staging"
    }
    assert not offenders("sources", broken)


def test_staging_reads_only_sources(manifest):
    broken = {
        node["name"]: parent["name"]
        for node in models(manifest, "staging")
        for parent in parents(manifest, node)
        if parent["resource_type"] == "model" and layer_of(parent) != "staging"
    }
    assert not offenders("staging", broken)


def test_marts_do_not_read_staging(manifest):
    broken = {
        node["name"]: parent["name"]
        for node in models(manifest, "marts", "activation")
        for parent in parents(manifest, node)
        if parent["resource_type"] == "model" and layer_of(parent) == "staging"
    }
    assert not offenders("marts", broken)


def test_layers_are_told_by_name(manifest):
    prefix = {"staging": re.compile(r"^stg_[a-z]+__"), "intermediate": re.compile(r"^int_")}
    broken = {
        node["name"]: layer_of(node)
        for node in models(manifest)
        if layer_of(node) in prefix and not prefix[layer_of(node)].match(node["name"])
    }
    assert not offenders("names", broken)


def test_every_mart_has_a_contract_and_an_owner(manifest):
    broken = {}
    for node in models(manifest, "marts", "activation"):
        if not node["config"]["contract"]["enforced"]:
            broken[node["name"]] = "no enforced contract"
        elif not node["config"]["meta"].get("owner"):
            broken[node["name"]] = "no owner"
        elif not node["description"]:
            broken[node["name"]] = "no description"
    assert not offenders("contract", broken)


def test_every_mart_has_a_tested_key(manifest):
    keyed = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and (node.get("test_metadata") or {}).get("name") == "unique_key"
    }
    broken = {
        node["name"]: "no `unique_key` test"
        for node in models(manifest)
        if node["unique_id"] not in keyed and layer_of(node) != "staging"
    }
    assert not offenders("key", broken)


def test_the_audit_asks_for_every_key_of_a_mart(manifest):
    asked = {
        (mart, frozenset(re.split(", | is unique| are unique", expectation.description)[:-1]))
        for mart, expectations in expectations_of_marts()
        for expectation in expectations
        if isinstance(expectation, NoDoubles)
    }
    broken = {}
    for node in manifest["nodes"].values():
        if columns := key_columns(node):
            model = manifest["nodes"][node["attached_node"]]
            if layer_of(model) == "marts" and (f"{model['schema']}.{model['name']}", columns) not in asked:
                broken[node["name"]] = f"no expectation `unique({', '.join(sorted(columns))})`"
    assert not offenders("key", broken)


def test_what_a_run_leaves_to_the_audit_the_audit_asks(manifest):
    asked = {expectation.description for _, expectations in expectations_of_marts() for expectation in expectations}
    left = [node for node in manifest["nodes"].values() if "audited" in node["tags"]]
    assert left
    broken = {
        node["name"]: f"no expectation is called: {promise}"
        for node in left
        for promise in node["config"]["meta"].get("audited_as") or ["(nothing)"]
        if promise not in asked
    }
    assert not offenders("audited", broken)


def test_every_mart_with_a_rule_has_a_unit_test(manifest):
    tested = {parent for test in manifest["unit_tests"].values() for parent in test["depends_on"]["nodes"]}
    folders_without_rules = {"core"}
    broken = {
        node["name"]: "no unit test"
        for node in models(manifest, "marts")
        if node["fqn"][2] not in folders_without_rules and node["unique_id"] not in tested
    }
    assert not offenders("unit_test", broken)


def test_no_test_only_warns(manifest):
    broken = {
        node["name"]: "severity warn"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node["config"]["severity"].lower() != "error"
    }
    assert not offenders("severity", broken)


def without_texts(sql: str) -> str:
    """SQL without comments, quoted texts, Jinja and type sizes: what is left of numbers is logic."""
    for pattern in (r"\{#.*?#\}", r"--[^\n]*", r"'(?:[^']|'')*'", r"\{\{.*?\}\}", r"\{%.*?%\}", r"decimal\s*\([^)]*\)"):
        sql = re.sub(pattern, " text ", sql, flags=re.DOTALL)
    return sql.lower()


NUMBER = r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])"
COMPARISON = re.compile(
    rf"(?:<=|>=|<>|!=|=|<|>)\s*-?\s*({NUMBER})|({NUMBER})\s*(?:<=|>=|<>|!=|=|<|>)"
    rf"|\bbetween\s+({NUMBER})|\bin\s*\(\s*({NUMBER})"
)


def rule_numbers(sql: str) -> list[str]:
    """Numbers other than 0 and 1 that decide something: in a `case`, or beside a comparison."""
    sql = without_texts(sql)
    found = [number for match in COMPARISON.findall(sql) for number in match if number]
    depth_started = []
    for token in re.finditer(rf"\bcase\b|\bend\b|{NUMBER}", sql):
        if token.group() == "case":
            depth_started.append(token.start())
        elif token.group() == "end":
            depth_started.pop()
        elif depth_started:
            found.append(token.group())
    return [number for number in found if float(number) not in (0, 1)]


@pytest.mark.parametrize(
    ("sql", "numbers"),
    [
        ("select case when score > 60 then 'hot' end", ["60", "60"]),
        ("select a where days <= 30", ["30"]),
        ("select case when true then 0.5 else 1 end", ["0.5"]),
        ("select cast(x as decimal(18, 2)) where y = 1 and z <> '30' -- 30", []),
        ("select x where {{ days_between('a', 'b') }} between 7 and 9", ["7"]),
    ],
)
def test_numbers_that_decide_are_seen(sql, numbers):
    assert rule_numbers(sql) == numbers


def test_numbers_that_decide_come_from_seeds(manifest):
    broken = {
        node["name"]: ", ".join(numbers)
        for node in sql_models(manifest, "intermediate", "marts", "activation")
        if (numbers := rule_numbers(node["raw_code"]))
    }
    assert not offenders("numbers", broken)


def test_python_is_only_for_fits_and_they_are_thin(manifest):
    """What such a model does is read one table, fit, and return one: the fit itself is tested without dbt."""
    broken = {
        node["name"]: f"{lines} lines"
        for node in models(manifest)
        if node["language"] == "python"
        if (lines := len(node["raw_code"].splitlines())) > LONGEST_FIT or "orchestration.fits" not in node["raw_code"]
    }
    assert not offenders("fits", broken)


def test_models_are_short(manifest):
    lengths = {node["name"]: len(node["raw_code"].splitlines()) for node in models(manifest)}
    broken = {name: f"{lines} lines" for name, lines in lengths.items() if lines > LONGEST_MODEL}
    assert not offenders("length", broken)


def test_models_end_by_naming_their_rows(manifest):
    broken = {
        node["name"]: "does not end in `select * from <rows>`"
        for node in sql_models(manifest)
        if not re.search(r"\nselect \* from \w+\s*$", node["raw_code"])
    }
    assert not offenders("ending", broken)


# Each of these means something else, or nothing, on the other engine; a macro stands for it.
ONE_ENGINE_ONLY = re.compile(
    r"//|\b(?:list|unnest|explode|arg_max|arg_min|generate_series|sequence|strftime|strptime|date_format|epoch|epoch_us|"
    r"unix_timestamp|datediff|date_diff|date_add|list_\w+|string_agg|struct_pack|starts_with|startswith|ends_with|endswith)\s*\(|\basof\s+join\b|\bunion\s+by\s+name\b"
    r"|\bwith\s+recursive\b|::|\binterval\b|\bvarchar\b"
    # Spark reads a minus after the name of a window as part of the name: `over (running) - x`.
    r"|\bover\s+\w+\s*-"
)


def test_models_speak_both_engines(manifest):
    broken = {
        node["name"]: found.group()
        for node in sql_models(manifest)
        if (found := ONE_ENGINE_ONLY.search(without_texts(node["raw_code"])))
    }
    assert not offenders("portable", broken)


def test_models_do_not_ask_which_engine_makes_them(manifest):
    broken = {
        node["name"]: found.group()
        for node in models(manifest)
        if (found := re.search(r"\b(?:target|adapter)\s*\.\s*\w+", node["raw_code"]))
    }
    assert not offenders("target", broken)


def seed_files() -> list[Path]:
    found = sorted((PROJECT_ROOT / "seeds").rglob("*.csv"))
    assert found
    return found


@pytest.mark.parametrize("seed", seed_files(), ids=lambda path: path.stem)
def test_every_rule_says_why(seed):
    with seed.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows, f"{seed.name} is empty"
    unexplained = [number for number, row in enumerate(rows, start=2) if not (row.get("note", "-") or "").strip()]
    assert not unexplained, f"{seed.name}: no note on line(s) {unexplained}"


def test_every_seed_declares_its_types(manifest):
    broken = {}
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed":
            with (PROJECT_ROOT / node["original_file_path"]).open(encoding="utf-8", newline="") as lines:
                header = next(csv.reader(lines))
            if missing := set(header) - set(node["config"]["column_types"]):
                broken[node["name"]] = f"no type for {sorted(missing)}"
    assert not broken


def test_a_source_of_the_contract_is_a_table_the_gate_knows(manifest):
    sources = [source for source in manifest["sources"].values() if source["source_name"] != THE_GATES_OWN]
    named = {f"{source['source_name']}.{source['name']}" for source in sources}
    assert named == {f"{contract.schema}.{contract.table}" for contract in contracts().values()}
