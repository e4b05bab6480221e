"""Marketo: activities since a moment, the people whom changes name, all programs and smart campaigns."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from requests import Response

from orchestration.contracts import Contract
from orchestration.sources.api.connection import Connection, Refusal, error_body
from orchestration.sources.api.streams import Record, Row, Stream, Window, as_text, batches, iso, snake_case

SCHEME = "Bearer"
# What costs the CRM least to answer and only a valid login gets: the path, and what is asked for.
CHEAPEST = ("/rest/v1/activities/types.json", {})
# What is read whole every time: the path, and the names that loaders give to fields of another name.
ASSETS = {
    "program": ("/rest/asset/v1/programs.json", {}),
    "campaign": ("/rest/asset/v1/smartCampaigns.json", {"parentProgramId": "program_id"}),
}
# Deletions are told apart from all other activities.
DELETIONS = "activity_delete_lead"
MOST_IDS = 300
PAGES = {
    "type": "cursor",
    "cursor_path": "nextPageToken",
    "cursor_param": "nextPageToken",
    "has_more_path": "moreResult",
}
OFFSETS = {
    "type": "offset",
    "limit": 200,
    "limit_param": "maxReturn",
    "total_path": None,
    "stop_after_empty_page": True,
}
EXPIRED = {"601", "602"}
PASSING = {"502", "604", "606", "608", "611", "615", "713", "1029"}


def token(crm: Connection, credentials: dict[str, str]) -> str:
    """A token by the OAuth client credentials flow of the instance; it lasts an hour."""
    url = f"{crm.source.auth_url or crm.source.base_url}/identity/oauth/token"
    return crm.token("POST", url, params={"grant_type": "client_credentials", **credentials})


def has_expired(response: Response) -> bool:
    """A token that is no longer good is told in an answer of status 200."""
    return _code(response) in EXPIRED


def refusal(response: Response) -> Refusal | None:
    """Errors come with status 200: a list of codes; 607 is the quota of the day."""
    if (code := _code(response)) is None:
        return None
    return Refusal(code, may_pass=code in PASSING, is_limit=code == "607", wants_login=code in {*EXPIRED, "600", "603"})


def _code(response: Response) -> str | None:
    body = error_body(response)
    if not isinstance(body, dict) or body.get("success") is not False:
        return None
    return str((body.get("errors") or [{}])[0].get("code"))


def streams(crm: Connection, contracts: dict[str, Contract]) -> list[Stream]:
    """People, one stream per kind of activity, and programs and smart campaigns whole."""
    return [_stream(crm, contract) for contract in contracts.values()]


def _stream(crm: Connection, contract: Contract) -> Stream:
    if contract.table == "lead":
        return _people(crm, contract)
    return _assets(crm, contract) if contract.table in ASSETS else _activities(crm, contract)


def _people(crm: Connection, contract: Contract) -> Stream:
    """The people whom an activity says to be new or changed, as they are now.

    Marketo lists people by their ids alone, so whom no activity that it still keeps names is not found; and who is not
    found need not be gone.
    """

    def read(window: Window) -> Iterable[Record]:
        described = _result(crm, "/rest/v1/leads/describe.json")
        names = [field["rest"]["name"] for field in described if "rest" in field]
        fields = ",".join(name for name in names if snake_case(name) in contract.columns)
        changes = _since(crm, "/rest/v1/activities/leadchanges.json", window, fields=fields)
        identifiers = sorted({change["leadId"] for change in changes})
        for batch in batches(identifiers, MOST_IDS):
            asked = {"filterType": "id", "filterValues": ",".join(map(str, batch)), "fields": fields}
            yield from _result(crm, "/rest/v1/leads.json", **asked)

    def rows(record: Record) -> Iterator[tuple[str, Row]]:
        yield contract.table, {snake_case(name): as_text(value) for name, value in record.items()}

    return Stream(contract.table, read, rows, "updated_at", is_compared=False)


def _activities(crm: Connection, contract: Contract) -> Stream:
    """Activities of one kind, in the order in which they happened; Marketo keeps them for about two years."""

    def read(window: Window) -> Iterable[Record]:
        if contract.table == DELETIONS:
            return _since(crm, "/rest/v1/activities/deletedleads.json", window)
        kinds = {
            f"activity_{_words(kind['name'])}": kind["id"] for kind in _result(crm, "/rest/v1/activities/types.json")
        }
        if contract.table not in kinds:
            return []
        return _since(crm, "/rest/v1/activities.json", window, activityTypeIds=kinds[contract.table])

    def rows(record: Record) -> Iterator[tuple[str, Row]]:
        row = {snake_case(name): as_text(value) for name, value in record.items() if name != "attributes"}
        row |= {_words(attribute["name"]): as_text(attribute["value"]) for attribute in record.get("attributes", [])}
        # Newer instances tell activities apart by a text alone.
        yield contract.table, {**row, "id": row.get("id") or as_text(record["marketoGUID"])}

    return Stream(contract.table, read, rows, "activity_date", is_ordered=True, is_compared=False)


def _assets(crm: Connection, contract: Contract) -> Stream:
    path, other_names = ASSETS[contract.table]

    def read(window: Window) -> Iterable[Record]:
        return crm.records({"path": path, "paginator": OFFSETS, "data_selector": "result"})

    def rows(record: Record) -> Iterator[tuple[str, Row]]:
        yield contract.table, {other_names.get(name, snake_case(name)): _text(value) for name, value in record.items()}

    return Stream(contract.table, read, rows, None)


def _since(crm: Connection, path: str, window: Window, **params: Any) -> Iterator[Record]:
    """What happened since the window began, the oldest first."""
    token = crm.object("/rest/v1/activities/pagingtoken.json", sinceDatetime=iso(window.start))["nextPageToken"]
    return crm.records(
        {
            "path": path,
            "params": {"nextPageToken": token, **params},
            "paginator": PAGES,
            "data_selector": "result",
        }
    )


def _result(crm: Connection, path: str, **params: Any) -> Iterator[Record]:
    return crm.records({"path": path, "params": params, "paginator": "single_page", "data_selector": "result"})


def _words(name: str) -> str:
    """A name that Marketo shows to people, as loaders write it: Merge IDs → merge_ids."""
    return re.sub(r"\W+", "_", name).strip("_").lower()


def _text(value: Any) -> str | None:
    """A value of an asset, whose times end in two zones: 2024-01-31T08:00:00Z+0000."""
    text = as_text(value)
    return text.removesuffix("+0000") if text and text.endswith("Z+0000") else text
