"""HubSpot's objects, with the history of their properties and with their associations.

What changed is found by search, in the order of ids within a closed window of time: a change during the reading moves a
record out of the window and no other from its place, and nothing ends at the search's 10,000th result. A whole reading
takes the list instead, which shows what the search index does not know yet.
"""

from collections.abc import Iterator
from typing import Any

from dlt.sources.helpers.rest_client.paginators import BasePaginator
from dlt.sources.rest_api.typing import Endpoint
from requests import Request, Response

from orchestration.contracts import Contract
from orchestration.sources.api.connection import Connection
from orchestration.sources.api.hubspot_kinds import KINDS, Kind, Link
from orchestration.sources.api.streams import (
    Record,
    Row,
    Stream,
    Window,
    as_text,
    batches,
    from_milliseconds,
    milliseconds,
    moment,
)

OBJECTS = "/crm/v3/objects"
PROPERTY = "property_"
# The most that can be read at once with history.
BATCH = 50
SEARCHED = 200


class AfterLastId(BasePaginator):
    """The next page of a search: what has a higher id than the last record of this one."""

    def __init__(self) -> None:
        super().__init__()
        self._last = "0"

    def update_state(self, response: Response, data: list[Any] | None = None) -> None:
        self._has_next_page = bool(data) and "paging" in response.json()
        if data:
            self._last = data[-1]["id"]

    def update_request(self, request: Request) -> None:
        (group,) = request.json["filterGroups"]
        beyond = {"propertyName": "hs_object_id", "operator": "GT", "value": self._last}
        others = [condition for condition in group["filters"] if condition["propertyName"] != "hs_object_id"]
        request.json = {**request.json, "filterGroups": [{"filters": [*others, beyond]}]}


def object_streams(crm: Connection, contracts: dict[str, Contract]) -> list[Stream]:
    """One stream per kind of object."""
    return [_stream(crm, kind, contracts[kind.table]) for kind in KINDS]


def _stream(crm: Connection, kind: Kind, contract: Contract) -> Stream:
    names = {column: column.removeprefix(PROPERTY) for column in contract.columns if column.startswith(PROPERTY)}
    names |= dict(kind.renamed)
    asked = sorted({*names.values(), "hs_merged_object_ids"})
    stamp = f"{PROPERTY}{kind.modified}"

    def read(window: Window) -> Iterator[Record]:
        records = _listed(crm, kind, asked) if window.is_full else _changed(crm, kind, asked, window)
        for batch in batches(records, BATCH):
            yield from _completed(crm, kind, batch)
        for record in _listed(crm, kind, asked, archived=True):
            archived = moment(record.get("archivedAt"))
            if archived is None or window.start <= archived <= window.end:
                yield record

    def rows(record: Record) -> Iterator[tuple[str, Row]]:
        identifier, properties = record["id"], record["properties"]
        row = {column: as_text(properties.get(name)) for column, name in names.items()} | {kind.key: identifier}
        if record.get("archived"):
            # An archived record keeps its stamps: the version that says so is dated by the moment of archiving.
            row |= {"is_deleted": "true", "_fivetran_deleted": "true", stamp: record.get("archivedAt")}
        yield kind.table, row
        yield from _past_rows(kind, record)
        for link in kind.links:
            for to in record.get(link.table, []):
                yield link.table, {kind.key: identifier, **to}
        for submission in record.get("form-submissions", []):
            yield "contact_form_submission", {"contact_id": identifier, **submission}
        if kind.table == "deal":
            for loser in filter(None, (properties.get("hs_merged_object_ids") or "").split(";")):
                yield "merged_deal", {"deal_id": identifier, "merged_deal_id": loser}

    return Stream(kind.table, read, rows, stamp, parts={link.table: kind.key for link in kind.links})


def _past_rows(kind: Kind, record: Record) -> Iterator[tuple[str, Row]]:
    for name, versions in (record.get("propertiesWithHistory") or {}).items():
        table, key, value, time = kind.past
        for version in versions:
            yield table, {key: record["id"], "name": name, value: version["value"], time: version["timestamp"]}


def _listed(crm: Connection, kind: Kind, asked: list[str], archived: bool = False) -> Iterator[Record]:
    history = {} if archived or not kind.history else {"propertiesWithHistory": ",".join(kind.history)}
    params = {"limit": BATCH, "properties": ",".join(asked), "archived": str(archived).lower(), **history}
    return crm.records(
        {
            "path": f"{OBJECTS}/{kind.path}",
            "params": params,
            "data_selector": "results",
            "paginator": {"type": "cursor", "cursor_path": "paging.next.after", "cursor_param": "after"},
        }
    )


def _changed(crm: Connection, kind: Kind, asked: list[str], window: Window) -> Iterator[Record]:
    """Records whose present state is read by id, once the search has named them."""
    within = {
        "propertyName": kind.modified,
        "operator": "BETWEEN",
        "value": milliseconds(window.start),
        "highValue": milliseconds(window.end),
    }
    found = crm.records(
        {
            "method": "POST",
            "path": f"{OBJECTS}/{kind.path}/search",
            "json": {
                "filterGroups": [{"filters": [within]}],
                "sorts": [{"propertyName": "hs_object_id", "direction": "ASCENDING"}],
                "properties": ["hs_object_id"],
                "limit": SEARCHED,
            },
            "data_selector": "results",
            "paginator": AfterLastId(),
        }
    )
    for batch in batches(found, BATCH):
        body = {"inputs": [{"id": record["id"]} for record in batch], "properties": asked}
        if kind.history:
            body["propertiesWithHistory"] = list(kind.history)
        yield from crm.records(_post(f"{OBJECTS}/{kind.path}/batch/read", body))


def _completed(crm: Connection, kind: Kind, batch: list[Record]) -> Iterator[Record]:
    """The records with what other addresses say of them: associations, and the forms that a contact sent."""
    ids = [record["id"] for record in batch]
    links = {link.table: _associations(crm, kind, link, ids) for link in kind.links}
    forms = _form_submissions(crm, ids) if kind.table == "contact" else {}
    for record in batch:
        identifier = record["id"]
        yield {
            **record,
            **{table: found.get(identifier, []) for table, found in links.items()},
            "form-submissions": forms.get(identifier, []),
        }


def _post(path: str, body: Record) -> Endpoint:
    return {"method": "POST", "path": path, "json": body, "data_selector": "results", "paginator": "single_page"}


def _associations(crm: Connection, kind: Kind, link: Link, ids: list[str]) -> dict[str, list[Row]]:
    """Rows of associations by the id of the record that has them; records with many of them take several turns."""
    found: dict[str, list[Row]] = {}
    inputs = [{"id": identifier} for identifier in ids]
    while inputs:
        path = f"/crm/v4/associations/{kind.path}/{link.to}/batch/read"
        answers = list(crm.records(_post(path, {"inputs": inputs})))
        for answer in answers:
            found.setdefault(str(answer["from"]["id"]), []).extend(
                {link.column: as_text(to["toObjectId"]), "type_id": as_text(of["typeId"]), "category": of["category"]}
                for to in answer["to"]
                for of in to["associationTypes"]
            )
        inputs = [
            {"id": answer["from"]["id"], "after": answer["paging"]["next"]["after"]}
            for answer in answers
            if answer.get("paging")
        ]
    return found


def _form_submissions(crm: Connection, ids: list[str]) -> dict[str, list[Row]]:
    """The forms that contacts sent, which only the older interface tells."""
    contacts = crm.object("/contacts/v1/contact/vids/batch/", vid=ids, formSubmissionMode="all", property="email")
    return {
        vid: [
            {
                "conversion_id": form["conversion-id"],
                "form_id": form.get("form-id"),
                "page_url": form.get("page-url"),
                "title": form.get("title"),
                "timestamp": from_milliseconds(form["timestamp"]),
            }
            for form in contact.get("form-submissions", [])
        ]
        for vid, contact in contacts.items()
    }
