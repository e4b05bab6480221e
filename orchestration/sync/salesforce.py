"""Salesforce: collections of 200 records, found by an external id; another module takes over for many records."""

import re
from collections.abc import Iterable
from urllib.parse import quote

from orchestration.errors import SyncRefused
from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import BatchRefused, Crm
from orchestration.sync.rows import ACCEPTED, Answer, Outcome, Quota, Request, Row, json_request, refused

API = "/services/data/v62.0"
BATCH, RATE = 200, (25, 1)
WHOLE_ROWS, CAN_READ = False, True
PASSING = {"UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "REQUEST_RUNNING_TOO_LONG"}
# Keys travel in the address of a query, whose length is limited.
KEYS_PER_QUERY = 100


def token(crm: Crm, credentials: dict[str, str]) -> str:
    """A token by the OAuth client credentials flow at the organisation's own domain."""
    url = f"{crm.target.login_url}/services/oauth2/token"
    return crm.form(url, grant_type="client_credentials", **credentials)["access_token"]


def headers(credentials: dict[str, str], token: str, request: Request) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def has_expired(answer: Answer) -> bool:
    return answer.status == 401


def may_pass(answer: Answer) -> bool:
    return answer.status >= 400 and error_code(answer) in PASSING


def is_limit(answer: Answer) -> bool:
    """The organisation's calls of 24 hours are used up; it comes as 403."""
    return answer.status == 403 and error_code(answer) == "REQUEST_LIMIT_EXCEEDED"


def quota(answer: Answer) -> Quota | None:
    """Every answer tells what all apps together have used: api-usage=18/5000."""
    used = re.search(r"api-usage=(\d+)/(\d+)", answer.headers.get("sforce-limit-info", ""))
    return Quota(int(used[2]), int(used[2]) - int(used[1])) if used else None


def organisation(crm: Crm) -> str:
    return query(crm, "SELECT Id FROM Organization")[0]["Id"]


def requests(target: SyncTarget, rows: list[Row], build_id: str) -> list[Request]:
    records = [{"attributes": {"type": target.object}, **row.values} for row in rows]
    path = f"{API}/composite/sobjects/{target.object}/{target.key.field}"
    return [json_request("PATCH", path, {"allOrNone": False, "records": records})]


def send(crm: Crm, target: SyncTarget, to_send: list[Request], rows: list[Row]) -> list[Outcome]:
    """Results come in the order of the records."""
    answer = crm.write(to_send[0])
    if answer.status == 300:
        raise BatchRefused("AMBIGUOUS", "several records have this external id")
    if answer.status != 200 or not isinstance(answer.json, list) or len(answer.json) != len(rows):
        raise BatchRefused(error_code(answer), "the request was refused")
    return [outcome(result["success"], result["errors"]) for result in answer.json]


def outcome(success: bool, errors: list[dict]) -> Outcome:
    """What came of one record."""
    if success:
        return ACCEPTED
    code = errors[0].get("statusCode")
    code = "AMBIGUOUS" if code == "DUPLICATE_EXTERNAL_ID" else code
    return refused(code, errors[0].get("message"), may_pass=code in PASSING)


def read(crm: Crm, target: SyncTarget, rows: list[Row], fields: Iterable[str]) -> dict[str, dict]:
    """The records behind these rows, by their key in lower case."""
    found: dict[str, dict] = {}
    names = ", ".join(dict.fromkeys([target.key.field, *fields]))
    for start in range(0, len(rows), KEYS_PER_QUERY):
        keys = ", ".join(_quoted(row.wanted[target.key.field]) for row in rows[start : start + KEYS_PER_QUERY])
        soql = f"SELECT {names} FROM {target.object} WHERE {target.key.field} IN ({keys})"
        found |= {record[target.key.field].lower(): record for record in query(crm, soql)}
    return found


def query(crm: Crm, soql: str) -> list[dict]:
    """The records that a query finds; all of them come in one answer."""
    answer = crm.read(Request("GET", f"{API}/query?q={quote(soql)}", b""))
    if answer.status != 200:
        raise SyncRefused(
            f"{crm.target.place}: a query was refused ({error_code(answer)}). See that key and fields exist."
        )
    return answer.json["records"]


def error_code(answer: Answer) -> str:
    body = answer.json
    return str(body[0].get("errorCode")) if isinstance(body, list) and body and isinstance(body[0], dict) else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
