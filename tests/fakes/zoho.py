"""Zoho CRM's API v8, as far as Leadhouse asks it: fields, records, what was deleted, and related lists."""

from datetime import datetime
from typing import Any

from tests.fakes.server import Answer, FakeCrm, Request

API = "/crm/v8"
NOTHING = Answer(status=204)


class FakeZoho(FakeCrm):
    """Holds records by module, and lists that belong to one record. A dictionary as a value is a lookup."""

    login_path = "/oauth/v2/token"

    def __init__(self, page_size: int = 2, longest_list: int = 1000) -> None:
        super().__init__()
        self.page_size, self.longest_list = page_size, longest_list
        self._records: dict[str, dict[str, dict[str, Any]]] = {}
        self._bin: dict[str, list[dict[str, Any]]] = {}
        self._related: dict[str, list[dict[str, Any]]] = {}

    def put(self, module: str, identifier: str, stamp: str, **fields: Any) -> None:
        """Create a record, or change it, at that moment."""
        known = self._records.setdefault(module, {}).setdefault(identifier, {"id": identifier, "Created_Time": stamp})
        known.update(fields, Modified_Time=stamp)

    def delete(self, module: str, identifier: str, stamp: str) -> dict[str, Any]:
        """Move a record to the bin at that moment. Returns what it was."""
        gone = {"id": identifier, "deleted_time": stamp, "type": "recycle", "display_name": None}
        self._bin.setdefault(module, []).append(gone)
        return self._records[module].pop(identifier)

    def restore(self, module: str, record: dict[str, Any]) -> None:
        """Take a record out of the bin as it was: its stamp stays old."""
        self._bin[module] = [gone for gone in self._bin[module] if gone["id"] != record["id"]]
        self._records[module][record["id"]] = record

    def relate(self, path: str, *records: dict[str, Any]) -> None:
        """Set the list that belongs to a record: `Deals/1/Stage_History`."""
        self._related[path] = list(records)

    def refused_token(self) -> Answer:
        return error("INVALID_TOKEN", 401)

    def answer(self, request: Request) -> Answer:
        path = request.path.removeprefix(f"{API}/")
        if path == "settings/fields":
            return Answer({"fields": self._fields(request.query["module"])})
        if path in self._related or path.count("/") == 2:
            return self._numbered(self._related.get(path, []), request)
        module, _, rest = path.partition("/")
        since = datetime.fromisoformat(request.headers["If-Modified-Since"])
        if rest == "deleted":
            changed = [gone for gone in self._bin.get(module, []) if _time(gone["deleted_time"]) >= since]
            return self._numbered(changed, request)
        return self._list(module, since, request)

    def _fields(self, module: str) -> list[dict[str, str]]:
        kinds = {
            name: "lookup" if isinstance(value, dict) else "text"
            for record in self._records.get(module, {}).values()
            for name, value in record.items()
        }
        return [{"api_name": name, "data_type": kind} for name, kind in kinds.items() if not name.startswith("$")]

    def _list(self, module: str, since: datetime, request: Request) -> Answer:
        wanted, query = request.query["fields"].split(","), request.query
        held = [record for record in self._records.get(module, {}).values() if record["id"] not in self.hidden]
        found = [record for record in held if _time(record["Modified_Time"]) >= since]
        if query.get("converted") != "both":
            found = [record for record in found if not record.get("Converted__s")]
        found.sort(key=lambda record: (_time(record["Modified_Time"]), record["id"]))
        start = int(query.get("page_token", "token-0").removeprefix("token-"))
        if start >= self.longest_list:
            return error("PAGINATION_LIMIT_EXCEEDED", 400)
        end = start + self.page_size
        token = f"token-{end}" if end < len(found) else None
        rows = [{name: record.get(name) for name in ("id", *wanted)} for record in found[start:end]]
        return self._page(rows, {"next_page_token": token, "more_records": token is not None})

    def _numbered(self, records: list[dict[str, Any]], request: Request) -> Answer:
        start = (int(request.query["page"]) - 1) * self.page_size
        end = start + self.page_size
        return self._page(records[start:end], {"more_records": end < len(records)})

    def _page(self, rows: list[dict[str, Any]], info: dict[str, Any]) -> Answer:
        self.counts["pages"] += 1
        self.counts["rows"] += len(rows)
        return Answer({"data": rows, "info": info}) if rows else NOTHING


def error(code: str, status: int) -> Answer:
    """An error as Zoho writes it."""
    return Answer({"code": code, "message": "no", "status": "error", "details": {}}, status)


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
