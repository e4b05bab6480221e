"""Account Engagement (Pardot): one prospect a call, found by e-mail; of several, the one that was last active."""

from orchestration.sync.config import SyncTarget
from orchestration.sync.crm import BatchRefused, Crm
from orchestration.sync.rows import ACCEPTED, Answer, Outcome, Request, Row, json_request

# Five calls at once are allowed, and we make one after another; the day's are limited by `daily_calls`.
BATCH, RATE = 1, (0, 1)
WHOLE_ROWS, CAN_READ = False, False
UPSERT = "/api/v5/objects/prospects/do/upsertLatestByEmail"
# The day's calls are used up.
LIMIT = 122


def token(crm: Crm, credentials: dict[str, str]) -> str:
    """A token of the Salesforce organisation behind the business unit."""
    known = {name: value for name, value in credentials.items() if name != "business_unit_id"}
    url = f"{crm.target.login_url}/services/oauth2/token"
    return crm.form(url, grant_type="client_credentials", **known)["access_token"]


def headers(credentials: dict[str, str], token: str, request: Request) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Pardot-Business-Unit-Id": credentials["business_unit_id"]}


def has_expired(answer: Answer) -> bool:
    return answer.status == 401


def may_pass(answer: Answer) -> bool:
    return False


def is_limit(answer: Answer) -> bool:
    return answer.status >= 400 and isinstance(answer.json, dict) and answer.json.get("code") == LIMIT


def quota(answer: Answer) -> None:
    """The answers don't tell how much is left: `daily_calls` does."""


def organisation(crm: Crm) -> str:
    return crm.credential("business_unit_id")


def requests(target: SyncTarget, rows: list[Row], build_id: str) -> list[Request]:
    (row,) = rows
    fields = {name: value for name, value in row.values.items() if name != target.key.field}
    return [
        json_request("POST", UPSERT, {"matchEmail": row.wanted[target.key.field], "prospect": fields, "fields": ["id"]})
    ]


def send(crm: Crm, target: SyncTarget, to_send: list[Request], rows: list[Row]) -> list[Outcome]:
    answer = crm.write(to_send[0])
    if answer.status not in {200, 201}:
        body = answer.json if isinstance(answer.json, dict) else {}
        raise BatchRefused(body.get("code", answer.status), body.get("message"))
    return [ACCEPTED]
