"""Zoho CRM: 100 records a call, found by a field without duplicates. Records' failures come with status 200 or 202."""

from collections.abc import Iterable
from typing import Any

from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import BatchRefused, Crm
from orchestration.sync.rows import ACCEPTED, Answer, Outcome, Request, Row, json_request, refused

API = "/crm/v8"
# As many as work at once are limited, and calls by the day: `daily_calls`.
BATCH, RATE = 100, (0, 1)
WHOLE_ROWS, CAN_READ = False, True
PASSING = {"RECORD_LOCKED", "INTERNAL_ERROR"}
# The most that a condition of a query may list.
KEYS_PER_QUERY = 50


def token(crm: Crm, credentials: dict[str, str]) -> str:
    """A token of an hour for the refresh token, had in the same data centre."""
    url = f"{crm.target.login_url}/oauth/v2/token"
    return crm.form(url, grant_type="refresh_token", **credentials)["access_token"]


def headers(credentials: dict[str, str], token: str, request: Request) -> dict[str, str]:
    return {"Authorization": f"Zoho-oauthtoken {token}"}


def has_expired(answer: Answer) -> bool:
    return answer.status == 401


def may_pass(answer: Answer) -> bool:
    return False


def is_limit(answer: Answer) -> bool:
    return answer.status >= 400 and _error(answer)[0] == "LIMIT_EXCEEDED"


def quota(answer: Answer) -> None:
    """Zoho doesn't tell the day's limit: `daily_calls` does."""


def organisation(crm: Crm) -> str:
    return str(crm.read(Request("GET", f"{API}/org", b"")).json["org"][0]["id"])


def requests(target: SyncTarget, rows: list[Row], build_id: str) -> list[Request]:
    """No workflow of the CRM is set off by what we write."""
    records = [{name: _as_zoho(value) for name, value in row.values.items()} for row in rows]
    body = {"data": records, "duplicate_check_fields": [target.key.field], "trigger": []}
    return [json_request("POST", f"{API}/{target.object}/upsert", body)]


def send(crm: Crm, target: SyncTarget, to_send: list[Request], rows: list[Row]) -> list[Outcome]:
    """Results come in the order of the records."""
    answer = crm.write(to_send[0])
    results = answer.json.get("data") if isinstance(answer.json, dict) else None
    if not isinstance(results, list) or len(results) != len(rows):
        raise BatchRefused(*_error(answer))
    return [
        ACCEPTED
        if result["status"] == "success"
        else refused(result["code"], _reason(result), result["code"] in PASSING)
        for result in results
    ]


def read(crm: Crm, target: SyncTarget, rows: list[Row], fields: Iterable[str]) -> dict[str, dict]:
    """The records behind these rows, by their key in lower case."""
    found: dict[str, dict] = {}
    names = ", ".join(dict.fromkeys([target.key.field, *fields]))
    for start in range(0, len(rows), KEYS_PER_QUERY):
        keys = ", ".join(_quoted(row.wanted[target.key.field]) for row in rows[start : start + KEYS_PER_QUERY])
        asked = f"select {names} from {target.object} where {target.key.field} in ({keys})"
        answer = crm.read(json_request("POST", f"{API}/coql", {"select_query": asked}))
        # Nothing found is an empty answer.
        found |= {str(record[target.key.field]).lower(): record for record in (answer.json or {}).get("data", [])}
    return found


def _as_zoho(value: Any) -> Any:
    """Moments need an offset in digits."""
    is_moment = isinstance(value, str) and len(value) == 20 and value[10] == "T" and value.endswith("Z")
    return f"{value[:-1]}+00:00" if is_moment else value


def _reason(result: dict) -> str:
    field = (result.get("details") or {}).get("api_name")
    return f"{result.get('message')} ({field})" if field else str(result.get("message"))


def _error(answer: Answer) -> tuple[str, str]:
    body = answer.json if isinstance(answer.json, dict) else {}
    return str(body.get("code", answer.status)), str(body.get("message", ""))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
