"""Account Engagement's API v5, as far as Leadhouse asks it: lists by id within a window, page links, single objects."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from tests.fakes.server import Answer, FakeCrm, Request


class FakePardot(FakeCrm):
    """Holds objects by collection and id. A page link carries its token and the fields, and nothing else."""

    login_path = "/services/oauth2/token"

    def __init__(self, page_size: int = 2, longest_list: int = 100_000) -> None:
        super().__init__()
        self.page_size, self.longest_list = page_size, longest_list
        self.business_unit = "0Uv000000000001CAA"
        self.prospects_of: dict[int, list[int]] = {}
        self._objects: dict[str, dict[int, dict[str, Any]]] = {}
        self._lists: list[list[dict[str, Any]]] = []

    def put(self, collection: str, identifier: int, stamp: str, **fields: Any) -> None:
        """Create an object, or change it, at that moment."""
        stamp = datetime.fromisoformat(stamp).isoformat()
        known = self._objects.setdefault(collection, {}).setdefault(
            identifier, {"id": identifier, "createdAt": stamp, "isDeleted": False}
        )
        known.update(fields, updatedAt=stamp)

    def refused_token(self) -> Answer:
        return Answer({"code": 184, "message": "access_token is invalid, unknown, or malformed"}, 401)

    def answer(self, request: Request) -> Answer:
        if request.headers.get("Pardot-Business-Unit-Id") != self.business_unit:
            return Answer({"code": 181, "message": "Business Unit ID not found or inactive"}, 400)
        match request.path.removeprefix("/api/v5/objects/").split("/"):
            case [collection]:
                return self._list(collection, request)
            case ["opportunities", identifier]:
                found = [{"id": each} for each in self.prospects_of.get(int(identifier), [])]
                return Answer({"id": int(identifier), "prospects": {"nextPageToken": None, "values": found}})
        return Answer({"code": 109, "message": "object not found"}, 404)

    def _list(self, collection: str, request: Request) -> Answer:
        query = dict(request.query)
        fields = query.pop("fields").split(",")
        if query == {"limit": "1"}:
            return Answer({"nextPageToken": None, "values": []})
        if "nextPageToken" in query:
            token = query.pop("nextPageToken")
            if query:
                return Answer({"code": 71, "message": "Input parameters cannot accompany a page token"}, 400)
            number, offset = map(int, token.split("-"))
            return self._page(request.path, fields, number, offset)
        self._lists.append(self._found(collection, query)[: self.longest_list])
        return self._page(request.path, fields, len(self._lists) - 1, 0)

    def _found(self, collection: str, query: dict[str, str]) -> list[dict[str, Any]]:
        assert query["deleted"] == "all"
        stamp = "updatedAt" if "updatedAtAfterOrEqualTo" in query else "createdAt"
        start, end = (datetime.fromisoformat(query[f"{stamp}{edge}OrEqualTo"]) for edge in ("After", "Before"))
        return [
            dict(one)
            for _, one in sorted(self._objects.get(collection, {}).items())
            if start <= datetime.fromisoformat(one[stamp]) <= end and one["id"] > int(query["idGreaterThan"])
        ]

    def _page(self, path: str, fields: list[str], number: int, offset: int) -> Answer:
        rows, end = self._lists[number], offset + self.page_size
        page = [{name: row.get(name) for name in fields} for row in rows[offset:end]]
        self.counts["pages"] += 1
        self.counts["rows"] += len(page)
        link = None
        if end < len(rows):
            link = f"{self.url}{path}?" + urlencode({"fields": ",".join(fields), "nextPageToken": f"{number}-{end}"})
        return Answer({"nextPageToken": link and f"{number}-{end}", "nextPageUrl": link, "values": page})
