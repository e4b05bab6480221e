"""Account Engagement (Pardot) v5: objects by their ids within a window of changes, deleted ones included."""

from collections.abc import Iterator
from datetime import datetime

from requests import Response

from orchestration.contracts import Contract
from orchestration.sources.api.connection import Connection, Refusal, error_body
from orchestration.sources.api.streams import Record, Row, Stream, Window, as_text

SCHEME = "Bearer"
API = "/api/v5/objects"
# What costs the CRM least to answer and only a valid login gets: the path, and what is asked for.
CHEAPEST = (f"{API}/campaigns", {"fields": "id", "limit": 1})
COLLECTIONS = {
    "prospect": "prospects",
    "visitor": "visitors",
    "visitor_activity": "visitor-activities",
    "campaign": "campaigns",
    "list": "lists",
    "list_membership": "list-memberships",
    "opportunity": "opportunities",
    "lifecycle_history": "lifecycle-histories",
    "lifecycle_stage": "lifecycle-stages",
}
# What version 5 calls otherwise than version 4, whose names loaders kept.
RENAMED = {
    "crm_lead_fid": "salesforceLeadId",
    "crm_contact_fid": "salesforceContactId",
    "crm_owner_fid": "salesforceOwnerId",
    "crm_opportunity_fid": "salesforceId",
    "crm_fid": "salesforceId",
    "_fivetran_deleted": None,
}
# What only ever grows is not compared whole.
EVENTS = ("visitor_activity", "lifecycle_history")
# After so many records of one list, Account Engagement gives no further page.
LONGEST_LIST = 100_000
CONCURRENT_CALLS, DAILY_CALLS = "66", "122"


def token(crm: Connection, credentials: dict[str, str]) -> str:
    """A token by the OAuth client credentials flow at the organisation's Salesforce domain."""
    form = {name: credentials[name] for name in ("client_id", "client_secret")}
    url = f"{crm.source.login_url}/services/oauth2/token"
    return crm.token("POST", url, data={"grant_type": "client_credentials", **form})


def has_expired(response: Response) -> bool:
    """A token that is no longer good is told as 401 with code 184."""
    return response.status_code == 401


def refusal(response: Response) -> Refusal | None:
    """An error has a number. Of two limits, that of calls at once passes, that of the day does not."""
    body = error_body(response)
    if not (isinstance(body, dict) and "code" in body and "message" in body):
        return None
    code = str(body["code"])
    return Refusal(code, may_pass=code == CONCURRENT_CALLS, is_limit=code == DAILY_CALLS)


def streams(crm: Connection, contracts: dict[str, Contract]) -> list[Stream]:
    """One stream per object; opportunities with their prospects."""
    return [_stream(crm, contracts[table]) for table in COLLECTIONS]


def _stream(crm: Connection, contract: Contract) -> Stream:
    names = {column: RENAMED.get(column, _camel_case(column)) for column in contract.columns}
    names = {column: name for column, name in names.items() if name}
    stamp = "updated_at" if "updated_at" in names else "created_at"
    path = f"{API}/{COLLECTIONS[contract.table]}"
    parts = {"opportunity_prospect": "opportunity_id"} if contract.table == "opportunity" else {}

    def read(window: Window) -> Iterator[Record]:
        for record in _listed(crm, path, names[stamp], list(names.values()), window):
            if parts:
                # A list does not tell collections, only the single object does.
                found = crm.object(f"{path}/{record['id']}", fields="id,prospects.id")
                record["prospects"] = found["prospects"]["values"]
            yield record

    def rows(record: Record) -> Iterator[tuple[str, Row]]:
        yield contract.table, {column: as_text(record.get(name)) for column, name in names.items()}
        for prospect in record.get("prospects", []):
            yield (
                "opportunity_prospect",
                {
                    "opportunity_id": as_text(record["id"]),
                    "prospect_id": as_text(prospect["id"]),
                },
            )

    return Stream(contract.table, read, rows, stamp, is_compared=contract.table not in EVENTS, parts=parts)


def _listed(crm: Connection, path: str, stamp: str, fields: list[str], window: Window) -> Iterator[Record]:
    """Records of a window by their ids, in as many lists as it takes."""
    last = 0
    while True:
        count = 0
        for record in crm.records(
            {
                "path": path,
                "params": {
                    "fields": ",".join(fields),
                    "limit": 1000,
                    "orderBy": "id",
                    "idGreaterThan": last,
                    f"{stamp}AfterOrEqualTo": _moment(window.start),
                    f"{stamp}BeforeOrEqualTo": _moment(window.end),
                    "deleted": "all",
                },
                "data_selector": "values",
                "paginator": {"type": "json_link", "next_url_path": "nextPageUrl"},
            }
        ):
            yield record
            count, last = count + 1, record["id"]
        if count < LONGEST_LIST:
            return


def _moment(instant: datetime) -> str:
    """Account Engagement wants an offset in digits, and no fractions of a second."""
    return instant.isoformat(timespec="seconds")


def _camel_case(column: str) -> str:
    first, *others = column.split("_")
    return first + "".join(word.capitalize() for word in others)
