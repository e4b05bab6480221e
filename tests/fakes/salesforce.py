"""Salesforce's REST API, as far as Leadhouse asks it: describe, SOQL through queryAll, query locators, the bin."""

import re
from typing import Any

from tests.fakes.server import Answer, FakeCrm, Request

SOQL = re.compile(
    r"SELECT (?P<fields>.+) FROM (?P<kind>\w+) WHERE (?P<stamp>\w+) >= (?P<start>\S+) AND \w+ <= (?P<end>\S+) "
    r"ORDER BY \w+, Id"
)
API = "/services/data/v62.0"


class FakeSalesforce(FakeCrm):
    """Holds records of any kind by their ids; a kind has the fields that its records have."""

    login_path = "/services/oauth2/token"

    def __init__(self, page_size: int = 2) -> None:
        super().__init__()
        self.page_size = page_size
        self._records: dict[str, dict[str, dict[str, Any]]] = {}
        self._locators: list[list[dict[str, Any]]] = []

    def put(self, kind: str, identifier: str, stamp: str, **fields: Any) -> None:
        """Create a record, or change it, at that moment."""
        known = self._records.setdefault(kind, {}).setdefault(
            identifier, {"Id": identifier, "IsDeleted": False, "CreatedDate": stamp}
        )
        known.update(fields, SystemModstamp=stamp, LastModifiedDate=stamp)

    def change_quietly(self, kind: str, identifier: str, **fields: Any) -> None:
        """What a formula field does: another value, and no new stamp."""
        self._records[kind][identifier].update(fields)

    def purge(self, kind: str, identifier: str) -> dict[str, Any]:
        """Take a record out of the bin too: nothing tells of it any more. Returns what it was."""
        return self._records[kind].pop(identifier)

    def restore(self, kind: str, record: dict[str, Any]) -> None:
        """Have a purged record back as it was, as when the right to see it was lost for a while."""
        self._records[kind][record["Id"]] = record

    def refused_token(self) -> Answer:
        return Answer([{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}], 401)

    def answer(self, request: Request) -> Answer:
        if request.path == f"{API}/limits":
            return Answer({"DailyApiRequests": {"Max": 15000, "Remaining": 14998}})
        if request.path.endswith("/describe"):
            return Answer({"fields": [{"name": name} for name in self._fields(request.path.split("/")[-2])]})
        if request.path == f"{API}/queryAll":
            return self._query(request.query["q"])
        if request.path.startswith(f"{API}/query/"):
            locator, _, offset = request.path.rpartition("/")[2].partition("-")
            return self._page(int(locator.removeprefix("01g")), int(offset))
        return Answer([{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}], 404)

    def _fields(self, kind: str) -> list[str]:
        standard = ["Id", "CreatedDate", "SystemModstamp", "LastModifiedDate", "IsDeleted"]
        return list(dict.fromkeys([*standard, *(name for record in self._held(kind) for name in record)]))

    def _held(self, kind: str) -> list[dict[str, Any]]:
        return [record for record in self._records.get(kind, {}).values() if record["Id"] not in self.hidden]

    def _query(self, soql: str) -> Answer:
        asked = SOQL.fullmatch(soql)
        if not asked:
            return Answer([{"errorCode": "MALFORMED_QUERY", "message": "unexpected token"}], 400)
        fields, stamp = asked["fields"].split(", "), asked["stamp"]
        found = [record for record in self._held(asked["kind"]) if asked["start"] <= record[stamp] <= asked["end"]]
        found.sort(key=lambda record: (record[stamp], record["Id"]))
        attributes = {"type": asked["kind"]}
        self._locators.append(
            [{"attributes": attributes, **{name: record.get(name) for name in fields}} for record in found]
        )
        return self._page(len(self._locators) - 1, 0)

    def _page(self, locator: int, offset: int) -> Answer:
        rows, end = self._locators[locator], offset + self.page_size
        page = rows[offset:end]
        self.counts["pages"] += 1
        self.counts["rows"] += len(page)
        link = {"nextRecordsUrl": f"{API}/query/01g{locator}-{end}"} if end < len(rows) else {}
        return Answer({"totalSize": len(rows), "done": not link, "records": page, **link})
