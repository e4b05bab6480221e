"""What is sent fits the vendors' own definitions of their interfaces."""

import json
from functools import cache
from typing import Any

import jsonschema
import pytest

from tests.conftest import SHARED_DATA
from tests.sync.world import people

DEFINITIONS = {
    "hubspot": ("hubspot/hubspot-batch.derived.json", "BatchInputSimplePublicObjectBatchInputUpsert"),
    "marketo": ("marketo/swagger-mapi.json", "SyncLeadRequest"),
}


@cache
def definition(vendor: str) -> dict[str, Any]:
    path = SHARED_DATA / "openapi" / DEFINITIONS[vendor][0]
    if not path.exists():
        pytest.skip(f"no definition in {path}; LEADHOUSE_SHARED_DATA may say where it is")
    return json.loads(path.read_text(encoding="utf-8"))


def misfit(vendor: str, body: Any) -> str | None:
    """What of a body the vendor's definition of a request would refuse."""
    whole = definition(vendor)
    schemas = whole.get("definitions") or whole["components"]["schemas"]
    place = "definitions" if "definitions" in whole else "components/schemas"
    name = DEFINITIONS[vendor][1]
    schema = {
        "$ref": f"#/{place}/{name}",
        **({"definitions": schemas} if place == "definitions" else {"components": whole["components"]}),
    }
    errors = list(jsonschema.Draft4Validator(schema).iter_errors(body))
    unknown = set(body) - set(schemas[name]["properties"])
    return errors[0].message if errors else ", ".join(sorted(unknown)) or None


@pytest.mark.parametrize("vendor", DEFINITIONS)
def test_every_request_fits_the_vendors_definition(world, vendor):
    here = world(
        vendor,
        fields={
            "score": "lead_scores.lead_score",
            "seen": "lead_scores.seen_at",
            "grade": {"column": "lead_scores.fit_grade", "send_nulls": True},
        },
    )
    here.publish(people(3, seen_at="2024-06-01 12:00:00"))
    here.sync()
    here.publish(people(3, seen_at="2024-06-02 12:00:00", grade=None))
    here.sync()
    calls = here.fake.written_calls
    assert len(calls) == 2
    assert [misfit(vendor, call.body) for call in calls] == [None, None]


def test_a_request_that_does_not_fit_is_seen():
    inputs = [{"id": "a", "properties": {"score": 1}}]
    assert misfit("hubspot", {"inputs": inputs}) == "1 is not of type 'string'"
    assert misfit("hubspot", {"inputs": [{"id": "a", "properties": {}}], "more": 1}) == "more"
    assert misfit("marketo", {"action": "upsert", "input": []})
