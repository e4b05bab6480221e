"""Marketo's REST API, as far as Leadhouse asks it. Errors come with status 200, and pages may be empty."""

from datetime import datetime
from typing import Any

from tests.fakes.server import Answer, FakeCrm, Fault, Request

KINDS = {1: "Visit Webpage", 10: "Open Email", 12: "New Lead", 13: "Change Data Value", 32: "Merge Leads"}
DELETED = 37


class FakeMarketo(FakeCrm):
    """Holds people by their ids, a log of activities, programs and smart campaigns."""

    login_path = "/identity/oauth/token"

    def __init__(self, page_size: int = 2) -> None:
        super().__init__()
        self.page_size = page_size
        self.assets: dict[str, list[dict[str, Any]]] = {"programs": [], "smartCampaigns": []}
        self._people: dict[int, dict[str, Any]] = {}
        self._log: list[dict[str, Any]] = []

    def put(self, identifier: int, stamp: str, **fields: Any) -> None:
        """Create a person, or change one, at that moment; the log says so."""
        kind = 13 if identifier in self._people else 12
        known = self._people.setdefault(identifier, {"id": identifier, "createdAt": stamp})
        known.update(fields, updatedAt=stamp)
        self.log(kind, identifier, stamp)

    def log(self, kind: int, person: int, stamp: str, value: str | None = None, **attributes: Any) -> None:
        """Something happened; attributes are named as Marketo shows them, with underscores for blanks."""
        named = [{"name": name.replace("_", " "), "value": given} for name, given in attributes.items()]
        self._log.append(
            {"id": len(self._log) + 1, "marketoGUID": f"g{len(self._log) + 1}", "leadId": person, "activityDate": stamp,
             "activityTypeId": kind, "primaryAttributeValue": value, "attributes": named}
        )  # fmt: skip

    def merge(self, loser: int, winner: int, stamp: str) -> None:
        """Let one person go into another; the loser is no longer found."""
        del self._people[loser]
        self.log(32, winner, stamp, Merge_IDs=[loser])

    def delete(self, identifier: int, stamp: str) -> None:
        """Let a person go for ever."""
        del self._people[identifier]
        self.log(DELETED, identifier, stamp)

    def refused_token(self) -> Answer:
        return failure("602")

    def answer(self, request: Request) -> Answer:
        place, query = request.path.rpartition("/")[2].removesuffix(".json"), request.query
        if place == "types":
            return _success([{"id": identifier, "name": name} for identifier, name in KINDS.items()])
        if place == "describe":
            names = {name for person in self._people.values() for name in person}
            return _success([{"rest": {"name": name}} for name in sorted(names)] + [{"soap": {"name": "Old"}}])
        if place == "pagingtoken":
            return Answer({"success": True, "nextPageToken": f"{query['sinceDatetime']}|0"})
        if place == "leads":
            wanted, fields = query["filterValues"].split(","), query["fields"].split(",")
            found = [self._people[int(one)] for one in wanted if int(one) in self._people]
            return _success([{name: person.get(name) for name in ("id", *fields)} for person in found])
        if place in self.assets:
            start = int(query["offset"])
            return _success(self.assets[place][start : start + int(query["maxReturn"])])
        kinds = {"leadchanges": [12, 13], "deletedleads": [DELETED]}
        return self._happened(kinds.get(place) or [int(query["activityTypeIds"])], query["nextPageToken"])

    def _happened(self, kinds: list[int], token: str) -> Answer:
        since, _, start = token.partition("|")
        later = [one for one in self._log if _time(one["activityDate"]) >= _time(since)]
        # Pages are cut from the whole log, so some hold nothing of what is asked for.
        end = int(start) + self.page_size
        page = [one for one in later[int(start) : end] if one["activityTypeId"] in kinds]
        self.counts["pages"] += 1
        self.counts["rows"] += len(page)
        body = {"success": True, "moreResult": end < len(later), "nextPageToken": f"{since}|{end}"}
        return Answer(body | ({"result": page} if page else {}))


def failure(code: str) -> Answer:
    """An error as Marketo writes it."""
    return Answer({"success": False, "errors": [{"code": code, "message": "no"}]})


def refused(code: str) -> Fault:
    """A request that meets an error."""
    return Fault(body=failure(code).body)


def _success(result: list[dict[str, Any]]) -> Answer:
    return Answer({"success": True, **({"result": result} if result else {})})


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
