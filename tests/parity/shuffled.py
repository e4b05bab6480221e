"""What Spark moved between its parts to make each model: `python -m tests.parity.shuffled <event log> <manifest.json>`.

On one machine a shuffle goes through files, on a cluster through the network; the rows are the same.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MADE = re.compile(r"Execute InsertIntoHadoopFsRelationCommand \S+/(\w+)\.db/(\w+),")
# An exchange of rows; one that hands a small table to everybody has another name.
EXCHANGE = '"nodeName":"Exchange"'
MILLION = 1_000_000


@dataclass
class Shuffles:
    """By `schema.model`: exchanges in its plan, rows and bytes that they moved, and the rows that were made."""

    exchanges: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    size: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)

    def of(self, models: Iterable[str]) -> tuple[int, int, int]:
        """Exchanges, rows and bytes of several models."""
        models = list(models)
        return tuple(sum(counter[model] for model in models) for counter in (self.exchanges, self.rows, self.size))


def shuffles(log: Iterable[str]) -> Shuffles:
    """What the lines of an event log tell."""
    found, model_of_query, model_of_stage = Shuffles(), {}, {}
    for line in log:
        event = json.loads(line)
        kind = event["Event"].rpartition(".")[2]
        if kind == "SparkListenerSQLExecutionStart" and (made := MADE.search(line)):
            model = model_of_query[str(event["executionId"])] = ".".join(made.groups())
            found.exchanges[model] += line.count(EXCHANGE)
        elif kind == "SparkListenerJobStart":
            query = event["Properties"].get("spark.sql.execution.id")
            model_of_stage |= dict.fromkeys(event["Stage IDs"], model_of_query.get(query))
        elif kind == "SparkListenerTaskEnd" and (model := model_of_stage.get(event["Stage ID"])):
            written = event["Task Metrics"]["Shuffle Write Metrics"]
            found.rows[model] += written["Shuffle Records Written"]
            found.size[model] += written["Shuffle Bytes Written"]
            found.made[model] += event["Task Metrics"]["Output Metrics"]["Records Written"]
    return found


def before(manifest: dict) -> dict[str, set[str]]:
    """Each mart, and it and all models that it stands on."""
    nodes = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    marts = [key for key, node in nodes.items() if node["fqn"][1] in ("marts", "activation")]
    names = {key: f"{node['schema']}.{node['name']}" for key, node in nodes.items()}
    return {names[mart]: {names[key] for key in _up_from(mart, nodes)} for mart in marts}


def _up_from(model: str, nodes: dict[str, dict]) -> set[str]:
    found, waiting = set(), [model]
    while waiting:
        if (key := waiting.pop()) in nodes and key not in found:
            found.add(key)
            waiting += nodes[key]["depends_on"]["nodes"]
    return found


def told(found: Shuffles, manifest: dict) -> Iterator[str]:
    """A table of models and one of marts, the largest first; rows and MB for each million touchpoints."""
    per_million = MILLION / found.made["core.touchpoints"]
    alone = {model: {model} for model in found.exchanges}
    yield f"{found.made['core.touchpoints']:,} touchpoints; for each million of them:"
    for title, groups in (("model", alone), ("mart, with all before it", before(manifest)), ("all", {"all": alone})):
        yield f"\n| {title} | exchanges | rows | MB |\n|---|---:|---:|---:|"
        totals = {name: found.of(models) for name, models in groups.items()}
        for name, (exchanges, rows, size) in sorted(totals.items(), key=lambda total: -total[1][1]):
            yield f"| `{name}` | {exchanges} | {rows * per_million:,.0f} | {size * per_million / MILLION:,.1f} |"


def main() -> None:
    log, manifest = map(Path, sys.argv[1:])
    lines = (line for file in sorted(log.rglob("events_*")) for line in file.open(encoding="utf-8"))
    print(*told(shuffles(lines), json.loads(manifest.read_text(encoding="utf-8"))), sep="\n")


if __name__ == "__main__":
    main()
