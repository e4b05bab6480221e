"""Salesforce: objects by SOQL in the order of their stamps, with those that were deleted or merged away."""

from collections.abc import Iterable, Iterator

from requests import Response

from orchestration.contracts import Contract
from orchestration.sources.api.connection import Connection, Refusal, error_body
from orchestration.sources.api.streams import Record, Row, Stream, Window, as_text, iso, snake_case

SCHEME = "Bearer"
API = "/services/data/v62.0"
# What costs the CRM least to answer and only a valid login gets: the path, and what is asked for.
CHEAPEST = (f"{API}/limits", {})
# The fields that date a version; field histories have only the day they were written.
STAMPS = ("system_modstamp", "last_modified_date", "created_date")
# Salesforce itself drops field histories after a while; that deletes nothing of ours.
HISTORIES = ("lead_history", "opportunity_history")
PASSING = {"SERVER_UNAVAILABLE", "UNABLE_TO_LOCK_ROW", "QUERY_TIMEOUT"}


def token(crm: Connection, credentials: dict[str, str]) -> str:
    """A token by the OAuth client credentials flow at the organisation's own domain."""
    url = f"{crm.source.login_url}/services/oauth2/token"
    return crm.token("POST", url, data={"grant_type": "client_credentials", **credentials})


def has_expired(response: Response) -> bool:
    """A session ends without notice, with 401 INVALID_SESSION_ID."""
    return response.status_code == 401


def refusal(response: Response) -> Refusal | None:
    """Errors are a list of codes and messages; REQUEST_LIMIT_EXCEEDED comes as 403 and lasts for hours."""
    body = error_body(response)
    if not (isinstance(body, list) and body and "errorCode" in body[0]):
        return None
    code = str(body[0]["errorCode"])
    return Refusal(code, may_pass=code in PASSING, is_limit=code == "REQUEST_LIMIT_EXCEEDED")


def streams(crm: Connection, contracts: dict[str, Contract]) -> list[Stream]:
    """One stream per object of the contract, with those of its columns that the organisation's object has."""
    return [_stream(crm, contract) for contract in contracts.values()]


def _stream(crm: Connection, contract: Contract) -> Stream:
    stamp = next(name for name in STAMPS if name in contract.columns)
    name = "".join(word.capitalize() for word in contract.table.split("_"))

    def read(window: Window) -> Iterable[Record]:
        described = crm.object(f"{API}/sobjects/{name}/describe")
        fields = {snake_case(field["name"]): field["name"] for field in described["fields"]}
        wanted = [fields[column] for column in contract.columns if column in fields]
        soql = (
            f"SELECT {', '.join(wanted)} FROM {name} WHERE {fields[stamp]} >= {iso(window.start)} "
            f"AND {fields[stamp]} <= {iso(window.end)} ORDER BY {fields[stamp]}, Id"
        )
        return crm.records(
            {
                "path": f"{API}/queryAll",
                "params": {"q": soql},
                "data_selector": "records",
                "paginator": {"type": "json_link", "next_url_path": "nextRecordsUrl"},
            },
            total="totalSize",
        )

    def rows(record: Record) -> Iterator[tuple[str, Row]]:
        yield contract.table, {snake_case(field): as_text(value) for field, value in record.items()}

    return Stream(contract.table, read, rows, stamp, is_ordered=True, is_compared=contract.table not in HISTORIES)
