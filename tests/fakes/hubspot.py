"""HubSpot's API, as far as Leadhouse asks it: lists, search, batches, associations, mail events."""

from datetime import datetime
from typing import Any

from tests.fakes.server import Answer, FakeCrm, Request


class FakeHubSpot(FakeCrm):
    """Holds objects by kind and id, each with its properties, their past, and the day it was archived."""

    login_path = "/oauth/v1/token"

    def __init__(self, page_size: int = 2) -> None:
        super().__init__()
        self.page_size = page_size
        self.links: dict[tuple[str, str], set[tuple[str, str, int, str]]] = {}
        self.forms: dict[str, list[dict[str, Any]]] = {}
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self._objects: dict[str, dict[str, dict[str, Any]]] = {}
        # A private app's token does not change.
        self.counts["tokens"] = 1

    def put(self, kind: str, identifier: str, stamp: str, **properties: Any) -> None:
        """Create an object, or change it, at that moment; what changes is remembered in its past."""
        known = self._objects.setdefault(kind, {}).setdefault(
            identifier, {"id": identifier, "properties": {"createdate": stamp}, "past": {}, "archivedAt": None}
        )
        modified = "lastmodifieddate" if kind == "contacts" else "hs_lastmodifieddate"
        for name, value in properties.items():
            known["past"].setdefault(name, []).insert(0, {"value": value, "timestamp": stamp, "sourceType": "CRM_UI"})
        known["properties"].update(properties, **{modified: stamp})

    def archive(self, kind: str, identifier: str, stamp: str | None) -> None:
        """Move an object to the bin at that moment, or with None back again."""
        self._objects[kind][identifier]["archivedAt"] = stamp

    def merge(self, kind: str, loser: str, winner: str, stamp: str) -> None:
        """The loser is gone; the winner has its associations, and names it with all that it had swallowed."""
        swallowed = self._objects[kind].pop(loser)["properties"].get("hs_merged_object_ids")
        held = self._objects[kind][winner]["properties"].get("hs_merged_object_ids")
        self.put(kind, winner, stamp, hs_merged_object_ids=";".join(filter(None, (held, swallowed, loser))))
        for key, found in self.links.items():
            if key[0] == kind:
                self.links[key] = {(winner if a == loser else a, b, type_id, of) for a, b, type_id, of in found}

    def link(self, kind: str, identifier: str, to: str, other: str, type_id: int = 3) -> None:
        """Associate two objects."""
        self.links.setdefault((kind, to), set()).add((identifier, other, type_id, "HUBSPOT_DEFINED"))

    def unlink(self, kind: str, to: str, other: str) -> None:
        """End all associations with another object."""
        self.links[kind, to] = {link for link in self.links[kind, to] if link[1] != other}

    def refused_token(self) -> Answer:
        return Answer({"status": "error", "category": "EXPIRED_AUTHENTICATION", "message": "expired"}, 401)

    def answer(self, request: Request) -> Answer:
        match request.path.strip("/").split("/"):
            case ["account-info", "v3", "details"]:
                return Answer({"portalId": 1})
            case ["crm", "v3", "objects", kind]:
                return self._list(kind, request.query)
            case ["crm", "v3", "objects", kind, "search"]:
                return self._search(kind, request.body)
            case ["crm", "v3", "objects", kind, "batch", "read"]:
                return self._batch(kind, request.body)
            case ["crm", "v4", "associations", kind, to, "batch", "read"]:
                return self._associated(kind, to, request.body)
            case ["contacts", "v1", "contact", "vids", "batch"]:
                return Answer({vid: {"vid": int(vid), "form-submissions": found} for vid, found in self.forms.items()})
            case ["crm", "v3", "pipelines", "deals"] | ["marketing", "v3", "forms"]:
                return self._counted({"results": self.lists.get(request.path.strip("/"), [])}, "results")
            case ["email", "public", "v1", "events"]:
                return self._events(request.query)
            case ["email", "public", "v1", "campaigns", "by-id"]:
                return self._counted({"campaigns": self.lists.get("campaigns", []), "hasMore": False}, "campaigns")
            case ["email", "public", "v1", "campaigns", identifier]:
                return Answer(next(one for one in self.lists["campaigns"] if str(one["id"]) == identifier))
        return Answer({"status": "error", "category": "OBJECT_NOT_FOUND", "message": "no such address"}, 404)

    def _counted(self, body: dict[str, Any], key: str, next_after: str | None = None) -> Answer:
        self.counts["pages"] += 1
        self.counts["rows"] += len(body[key])
        return Answer({**body, **({"paging": {"next": {"after": next_after}}} if next_after else {})})

    def _held(self, kind: str, archived: bool = False) -> list[dict[str, Any]]:
        held = self._objects.get(kind, {}).values()
        return sorted((one for one in held if bool(one["archivedAt"]) == archived), key=lambda one: int(one["id"]))

    def _list(self, kind: str, query: dict[str, str]) -> Answer:
        archived = query["archived"] == "true"
        found = [one for one in self._held(kind, archived) if int(one["id"]) >= int(query.get("after", 0))]
        page, rest = found[: self.page_size], found[self.page_size :]
        asked, history = query["properties"].split(","), query.get("propertiesWithHistory", "").split(",")
        results = [self._shown(one, asked, history) for one in page]
        return self._counted({"results": results}, "results", rest[0]["id"] if rest else None)

    def _search(self, kind: str, body: dict[str, Any]) -> Answer:
        (group,) = body["filterGroups"]
        found = [
            one
            for one in self._held(kind)
            if one["id"] not in self.hidden and all(_meets(one["properties"] | one, each) for each in group["filters"])
        ]
        page = found[: min(body["limit"], self.page_size)]
        results = [{"id": one["id"], "properties": {"hs_object_id": one["id"]}} for one in page]
        more = str(len(page)) if len(found) > len(page) else None
        return self._counted({"total": len(found), "results": results}, "results", more)

    def _batch(self, kind: str, body: dict[str, Any]) -> Answer:
        assert len(body["inputs"]) <= 50
        live = {one["id"]: one for one in self._held(kind)}
        ids = [one["id"] for one in body["inputs"]]
        results = [
            self._shown(live[each], body["properties"], body.get("propertiesWithHistory", []))
            for each in ids
            if each in live
        ]
        answer = self._counted({"status": "COMPLETE", "results": results}, "results")
        if missing := [each for each in ids if each not in live]:
            answer.status = 207
            answer.body |= {"numErrors": 1, "errors": [{"category": "OBJECT_NOT_FOUND", "context": {"ids": missing}}]}
        return answer

    def _associated(self, kind: str, to: str, body: dict[str, Any]) -> Answer:
        results = []
        for each in body["inputs"]:
            mine = sorted(link for link in self.links.get((kind, to), ()) if link[0] == each["id"])
            start = int(each.get("after", 0))
            page = mine[start : start + self.page_size]
            if page:
                more = {"paging": {"next": {"after": str(start + len(page))}}} if len(mine) > start + len(page) else {}
                targets = [
                    {"toObjectId": int(other), "associationTypes": [{"category": of, "typeId": type_id, "label": None}]}
                    for _, other, type_id, of in page
                ]
                results.append({"from": {"id": each["id"]}, "to": targets, **more})
        return self._counted({"status": "COMPLETE", "results": results}, "results")

    def _events(self, query: dict[str, str]) -> Answer:
        start, end = int(query["startTimestamp"]), int(query["endTimestamp"])
        found = [one for one in self.lists.get("events", []) if start <= one["created"] <= end]
        offset = int(query.get("offset", 0))
        page = found[offset : offset + self.page_size]
        more = offset + self.page_size < len(found)
        return self._counted({"events": page, "hasMore": more, "offset": str(offset + self.page_size)}, "events")

    def _shown(self, one: dict[str, Any], asked: list[str], history: list[str]) -> dict[str, Any]:
        past = {name: one["past"][name] for name in history if name in one["past"]}
        return {
            "id": one["id"],
            "properties": {name: one["properties"].get(name) for name in [*asked, "hs_object_id"]},
            "archived": one["archivedAt"] is not None,
            **({"archivedAt": one["archivedAt"]} if one["archivedAt"] else {}),
            **({"propertiesWithHistory": past} if past else {}),
        }


def _meets(properties: dict[str, Any], condition: dict[str, str]) -> bool:
    if condition["propertyName"] == "hs_object_id":
        return int(properties["id"]) > int(condition["value"])
    stamp = int(datetime.fromisoformat(properties[condition["propertyName"]]).timestamp() * 1000)
    return int(condition["value"]) <= stamp <= int(condition["highValue"])
