"""HubSpot: batches of 100, found by a property whose values are unique; every value is a text."""

from collections.abc import Iterable
from typing import Any

from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import BatchRefused, Crm
from orchestration.sync.rows import ACCEPTED, Answer, Outcome, Quota, Request, Row, json_request, refused

BATCH, RATE = 100, (190, 10)
WHOLE_ROWS, CAN_READ = False, True


def token(crm: Crm, credentials: dict[str, str]) -> str:
    """The token of a private app, or one had for an installed app's refresh token."""
    if "access_token" in credentials:
        return credentials["access_token"]
    url = f"{crm.target.login_url}/oauth/v1/token"
    return crm.form(url, grant_type="refresh_token", **credentials)["access_token"]


def headers(credentials: dict[str, str], token: str, request: Request) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def has_expired(answer: Answer) -> bool:
    return answer.status == 401


def may_pass(answer: Answer) -> bool:
    return False


def is_limit(answer: Answer) -> bool:
    """429 stands for the second as well as for the day; the policy's name tells which."""
    return answer.status == 429 and "DAILY" in str((answer.json or {}).get("policyName", ""))


def quota(answer: Answer) -> Quota | None:
    limit, left = (answer.headers.get(f"x-hubspot-ratelimit-daily{what}", "") for what in ("", "-remaining"))
    return Quota(int(limit), int(left)) if limit.isdecimal() and left.isdecimal() else None


def organisation(crm: Crm) -> str:
    return str(crm.read(Request("GET", "/account-info/v3/details", b"")).json["portalId"])


def requests(target: SyncTarget, rows: list[Row], build_id: str) -> list[Request]:
    inputs = [
        {
            "idProperty": target.key.field,
            "id": row.wanted[target.key.field],
            "properties": {name: _text(value) for name, value in row.values.items() if name != target.key.field},
            "objectWriteTraceId": row.person_id,
        }
        for row in rows
    ]
    return [json_request("POST", f"/crm/v3/objects/{target.object}/batch/upsert", {"inputs": inputs})]


def send(crm: Crm, target: SyncTarget, to_send: list[Request], rows: list[Row]) -> list[Outcome]:
    """Results come in any order: the trace id tells whose they are."""
    answer = crm.write(to_send[0])
    body = answer.json or {}
    if answer.status not in {200, 201, 207}:
        raise BatchRefused(body.get("category"), body.get("message"))
    outcomes = {result.get("objectWriteTraceId"): ACCEPTED for result in body.get("results", [])}
    for error in body.get("errors", []):
        for trace in error.get("context", {}).get("objectWriteTraceId", []):
            outcomes[trace] = refused(error.get("category"), error.get("message"))
    nothing_said = refused("NO_RESULT", "the answer says nothing of this record", may_pass=True)
    return [outcomes.get(row.person_id, nothing_said) for row in rows]


def read(crm: Crm, target: SyncTarget, rows: list[Row], fields: Iterable[str]) -> dict[str, dict]:
    """The records behind these rows, by their key in lower case."""
    found: dict[str, dict] = {}
    names = list(dict.fromkeys([target.key.field, *fields]))
    for start in range(0, len(rows), BATCH):
        inputs = [{"id": row.wanted[target.key.field]} for row in rows[start : start + BATCH]]
        body = {"idProperty": target.key.field, "properties": names, "inputs": inputs}
        answer = crm.read(json_request("POST", f"/crm/v3/objects/{target.object}/batch/read", body))
        for result in (answer.json or {}).get("results", []):
            found[result["properties"][target.key.field].lower()] = result["properties"]
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
