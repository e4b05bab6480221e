"""Zoho CRM v8: modules in the order of their changes, what was deleted, deals with their stages, campaigns' members."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from requests import Response

from orchestration.contracts import Contract
from orchestration.errors import IngestError
from orchestration.sources.api.connection import Connection, Refusal, error_body
from orchestration.sources.api.reconcile import GONE
from orchestration.sources.api.streams import Record, Row, Stream, Window, as_text, iso, moment, snake_case

SCHEME = "Zoho-oauthtoken"
API = "/crm/v8"
# What costs the CRM least to answer and only a valid login gets: the path, and what is asked for.
CHEAPEST = (f"{API}/settings/fields", {"module": "Leads"})
MODULES = {
    "lead": "Leads",
    "contact": "Contacts",
    "account": "Accounts",
    "deal": "Deals",
    "campaign": "Campaigns",
    "call": "Calls",
    "event": "Events",
    "task": "Tasks",
}
STAMP = "modified_time"
# Zoho pages through so many records of one list, and then asks for another list.
LONGEST_LIST = 100_000
SECOND = timedelta(seconds=1)
PAGES = {"type": "cursor", "cursor_path": "info.next_page_token", "cursor_param": "page_token"}
NUMBERED_PAGES = {
    "type": "page_number",
    "base_page": 1,
    "page_param": "page",
    "total_path": None,
    "has_more_path": "info.more_records",
    "stop_after_empty_page": True,
}
LOGIN = {"INVALID_TOKEN", "AUTHENTICATION_FAILURE", "OAUTH_SCOPE_MISMATCH", "NO_PERMISSION"}


def token(crm: Connection, credentials: dict[str, str]) -> str:
    """A refresh token buys an access token for an hour, at the accounts server of the data centre."""
    url = f"{crm.source.login_url}/oauth/v2/token"
    return crm.token("POST", url, data={"grant_type": "refresh_token", **credentials})


def has_expired(response: Response) -> bool:
    """An access token that is no longer good is told as 401 INVALID_TOKEN."""
    return response.status_code == 401


def refusal(response: Response) -> Refusal | None:
    """An error is one object with a code; credits of the day and calls of the minute run out alike."""
    body = error_body(response)
    if not (isinstance(body, dict) and body.get("status") == "error"):
        return None
    code = str(body.get("code"))
    return Refusal(
        code, may_pass=code == "INTERNAL_ERROR", is_limit=code == "TOO_MANY_REQUESTS", wants_login=code in LOGIN
    )


def streams(crm: Connection, contracts: dict[str, Contract]) -> list[Stream]:
    """One stream per module, deals with the stages that they went through, and the members of all campaigns."""
    return [*(_stream(crm, contracts, table) for table in MODULES), _members(crm)]


def _stream(crm: Connection, contracts: dict[str, Contract], table: str) -> Stream:
    module, parts = MODULES[table], {"stage_history": "deal_id"} if table == "deal" else {}

    def read(window: Window) -> Iterable[Record]:
        columns = _columns(crm, contracts[table], module)
        for record in _changed(crm, module, list(columns), window):
            row = {columns[name]: _text(value) for name, value in record.items() if name in columns}
            yield {table: [row], **{part: list(_stages(crm, row["id"])) for part in parts}}
        for record in _deleted(crm, module, window):
            yield {table: [{"id": record["id"], GONE: "true", STAMP: record["deleted_time"]}]}

    return Stream(table, read, _rows, STAMP, parts=parts)


def _members(crm: Connection) -> Stream:
    """Zoho tells neither when somebody became a member nor when that changed, so all members are read every time."""

    def read(window: Window) -> Iterable[Record]:
        for campaign in _changed(crm, "Campaigns", ["id"], window):
            for module in ("Leads", "Contacts"):
                for member in _related(crm, f"Campaigns/{campaign['id']}/{module}", "Member_Status"):
                    row = {
                        "campaign_id": campaign["id"],
                        "member_id": member["id"],
                        "member_status": member["Member_Status"],
                    }
                    yield {"campaign_member": [row]}

    return Stream("campaign_member", read, _rows, None)


def _rows(record: Record) -> Iterator[tuple[str, Row]]:
    for table, rows in record.items():
        for row in rows:
            yield table, row


def _columns(crm: Connection, contract: Contract, module: str) -> dict[str, str]:
    """The fields of a module that are columns of the contract, with the columns' names."""
    described = crm.records(
        {
            "path": f"{API}/settings/fields",
            "params": {"module": module},
            "paginator": "single_page",
            "data_selector": "fields",
        }
    )
    columns = {field["api_name"]: _column(field) for field in described}
    # A key of the record and none of its fields, so the description does not list it.
    columns |= {"$se_module": "se_module", "id": "id"}
    return {name: column for name, column in columns.items() if column in contract.columns}


def _column(field: Record) -> str:
    """A field's name as loaders write it: Account_Name, which looks up an account, is account_id."""
    name = snake_case(field["api_name"].removesuffix("__s"))
    if "lookup" in field["data_type"]:
        return f"{name.removesuffix('_id').removesuffix('_name')}_id"
    return name


def _text(value: Any) -> str | None:
    return as_text(value["id"] if isinstance(value, dict) else value)


def _changed(crm: Connection, module: str, fields: list[str], window: Window) -> Iterator[Record]:
    """The records that changed since the window began, oldest change first, in as many lists as it takes."""
    since, wanted = window.start, list(dict.fromkeys([*fields, "Modified_Time"]))
    while True:
        count, latest = 0, since
        for record in _list(crm, module, wanted, since):
            yield record
            count, latest = count + 1, moment(record["Modified_Time"])
            if count == LONGEST_LIST:
                break
        if count < LONGEST_LIST:
            return
        # The next list begins a second earlier: records that share the last one's second may lie on both sides.
        if latest - SECOND <= since:
            raise IngestError(
                f"{crm.source.place}: {crm.source.system}: more than {LONGEST_LIST:,} records of {module} changed at "
                f"{iso(latest)}, and Zoho lists no more of one moment. Load an export of them by `files:`."
            )
        since = latest - SECOND


def _list(crm: Connection, module: str, fields: list[str], since: datetime) -> Iterator[Record]:
    params = {"fields": ",".join(fields), "per_page": 200, "sort_by": "Modified_Time", "sort_order": "asc"}
    return crm.records(
        {
            "path": f"{API}/{module}",
            "params": params | ({"converted": "both"} if module == "Leads" else {}),
            "headers": {"If-Modified-Since": iso(since)},
            "paginator": PAGES,
            "data_selector": "data",
        }
    )


def _deleted(crm: Connection, module: str, window: Window) -> Iterator[Record]:
    return crm.records(
        {
            "path": f"{API}/{module}/deleted",
            "params": {"type": "all", "per_page": 200},
            "headers": {"If-Modified-Since": iso(window.start)},
            "paginator": NUMBERED_PAGES,
            "data_selector": "data",
        }
    )


def _stages(crm: Connection, deal: str) -> Iterator[Row]:
    """The stays of a deal in its stages; Modified_Time is when it entered."""
    for stay in _related(crm, f"Deals/{deal}/Stage_History", "Stage,Amount,Probability,Modified_Time"):
        yield {"deal_id": deal, **{snake_case(name): _text(value) for name, value in stay.items()}}


def _related(crm: Connection, path: str, fields: str) -> Iterator[Record]:
    return crm.records(
        {
            "path": f"{API}/{path}",
            "params": {"fields": fields, "per_page": 200},
            "paginator": NUMBERED_PAGES,
            "data_selector": "data",
        }
    )
