"""Marketo: 300 people a call. Errors come with status 200, for the call as for each person."""

from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import BatchRefused, Crm
from orchestration.sync.rows import ACCEPTED, Answer, Outcome, Request, Row, json_request, refused

BATCH, RATE = 300, (100, 20)
WHOLE_ROWS, CAN_READ = False, True
PEOPLE = "/rest/v1/leads.json"
EXPIRED = {"601", "602"}
PASSING = {"502", "604", "606", "608", "611", "615", "713", "1029"}
# The day's calls are used up.
LIMIT = "607"
SEVERAL_MATCH = "1007"


def token(crm: Crm, credentials: dict[str, str]) -> str:
    """A token by the OAuth client credentials flow of the instance; it lasts an hour."""
    url = f"{crm.target.login_url}/identity/oauth/token"
    return crm.form(url, grant_type="client_credentials", **credentials)["access_token"]


def headers(credentials: dict[str, str], token: str, request: Request) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def has_expired(answer: Answer) -> bool:
    return _error(answer)[0] in EXPIRED


def may_pass(answer: Answer) -> bool:
    return _error(answer)[0] in PASSING


def is_limit(answer: Answer) -> bool:
    return _error(answer)[0] == LIMIT


def quota(answer: Answer) -> None:
    """Marketo doesn't tell how much is left: `daily_calls` does."""


def organisation(crm: Crm) -> str:
    """The instance has its id in its host's name."""
    return str(urlsplit(crm.target.base_url).hostname)


def requests(target: SyncTarget, rows: list[Row], build_id: str) -> list[Request]:
    body = {"action": "createOrUpdate", "lookupField": target.key.field, "input": [row.values for row in rows]}
    return [json_request("POST", PEOPLE, body)]


def send(crm: Crm, target: SyncTarget, to_send: list[Request], rows: list[Row]) -> list[Outcome]:
    """Results come in the order of the people."""
    answer = crm.write(to_send[0])
    code, reason = _error(answer)
    if code or answer.status != 200 or len(answer.json.get("result", [])) != len(rows):
        raise BatchRefused(code or answer.status, reason)
    return [_outcome(result) for result in answer.json["result"]]


def _outcome(result: dict) -> Outcome:
    if result["status"] in {"created", "updated"}:
        return ACCEPTED
    reason = (result.get("reasons") or [{}])[0]
    code = str(reason.get("code"))
    return refused("AMBIGUOUS" if code == SEVERAL_MATCH else code, reason.get("message"), may_pass=code in PASSING)


def read(crm: Crm, target: SyncTarget, rows: list[Row], fields: Iterable[str]) -> dict[str, dict]:
    """The people behind these rows, by their key in lower case. Addresses don't travel in the URL."""
    found: dict[str, dict] = {}
    names = ",".join(dict.fromkeys([target.key.field, *fields]))
    for start in range(0, len(rows), BATCH):
        keys = ",".join(str(row.wanted[target.key.field]) for row in rows[start : start + BATCH])
        form = urlencode({"filterType": target.key.field, "filterValues": keys, "fields": names}).encode()
        asked = Request("POST", f"{PEOPLE}?_method=GET", form, "application/x-www-form-urlencoded")
        answer = crm.read(asked)
        found |= {str(person[target.key.field]).lower(): person for person in answer.json.get("result", [])}
    return found


def _error(answer: Answer) -> tuple[str, str]:
    """Code and message of a call that failed; empty for one that did not."""
    body = answer.json
    if not isinstance(body, dict) or body.get("success") is not False:
        return "", ""
    error = (body.get("errors") or [{}])[0]
    return str(error.get("code")), str(error.get("message"))
