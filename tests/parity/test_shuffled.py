"""An event log of Spark's is read for what each model moved."""

import json

from tests.parity.shuffled import before, shuffles, told

MANIFEST = {
    "nodes": {
        key: {"resource_type": kind, "schema": schema, "name": name, "fqn": ["", layer], "depends_on": {"nodes": above}}
        for key, kind, layer, schema, name, above in [
            ("model.touches", "model", "intermediate", "intermediate", "int_touches", ["seed.channels"]),
            ("model.touchpoints", "model", "marts", "core", "touchpoints", ["model.touches"]),
            ("seed.channels", "seed", "", "seeds", "channels", []),
        ]
    }
}


def log_of(query: int, schema: str, model: str, exchanges: int, moved: int, made: int) -> list[str]:
    """Two tasks of one stage that makes a model, half of the work each."""
    plan = [{"nodeName": "Exchange"}] * exchanges + [{"nodeName": "BroadcastExchange"}]
    plan.append({"simpleString": f"Execute InsertIntoHadoopFsRelationCommand file:/t/{schema}.db/{model}, false"})
    written = {"Shuffle Records Written": moved // 2, "Shuffle Bytes Written": moved * 10}
    task = {"Shuffle Write Metrics": written, "Output Metrics": {"Records Written": made // 2}}
    events = [
        {"Event": "a.SparkListenerSQLExecutionStart", "executionId": str(query), "sparkPlanInfo": plan},
        {"Event": "SparkListenerJobStart", "Stage IDs": [query], "Properties": {"spark.sql.execution.id": str(query)}},
        *[{"Event": "SparkListenerTaskEnd", "Stage ID": query, "Task Metrics": task}] * 2,
    ]
    return [json.dumps(event, separators=(",", ":")) for event in events]


def test_rows_belong_to_the_model_and_to_every_mart_after_it():
    other = {"Event": "SparkListenerJobStart", "Stage IDs": [9], "Properties": {}}
    log = [*log_of(1, "intermediate", "int_touches", 3, 400, 100), *log_of(2, "core", "touchpoints", 1, 50, 100)]
    found = shuffles([*log, json.dumps(other)])
    assert found.of(["intermediate.int_touches"]) == (3, 400, 8000)
    assert before(MANIFEST) == {"core.touchpoints": {"core.touchpoints", "intermediate.int_touches"}}
    assert "| `core.touchpoints` | 4 | 4,500,000 | 90.0 |" in list(told(found, MANIFEST))
