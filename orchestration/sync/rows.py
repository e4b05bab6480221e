"""The words of the engine: a row to be sent, a request, an answer, what came of a row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal


@dataclass(frozen=True)
class Row:
    """One person as a destination is to hold them, in texts by the destination's fields, the key's among them.

    `changed` is what is sent, `wanted` all that is mapped, `before` what the destination accepted last. `values` are
    the sent texts as the destination takes them. A `is_retry` was refused before as it is.
    """

    person_id: str
    row_hash: str
    changed: dict[str, str | None]
    wanted: dict[str, str | None]
    before: dict[str, str | None] = field(default_factory=dict)
    is_retry: bool = False
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of a row. A refusal has the CRM's own code and reason; one that `may_pass` is tried again soon."""

    kind: Literal["sent", "accepted", "rejected", "withheld", "conflict"]
    code: str | None = None
    reason: str | None = None
    may_pass: bool = False


ACCEPTED = Outcome("accepted")


def refused(code: Any, reason: Any, may_pass: bool = False) -> Outcome:
    """A refusal in the CRM's words."""
    return Outcome("rejected", str(code or "REFUSED"), str(reason or ""), may_pass)


@dataclass(frozen=True)
class Request:
    """What leaves: the exact bytes."""

    method: str
    path: str
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    def as_line(self) -> bytes:
        """The request as one line of a plan."""
        line = {"method": self.method, "path": self.path, "body": self.body.decode()}
        return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def json_request(method: str, path: str, body: Any) -> Request:
    """A request with a JSON body, the same bytes for the same content."""
    return Request(method, path, json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode())


@dataclass(frozen=True)
class Answer:
    """What came back, whole; header names in lower case."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def json(self) -> Any:
        """The body as JSON, or None where it is none."""
        try:
            return json.loads(self.body) if self.body else {}
        except ValueError:
            return None


@dataclass(frozen=True)
class Quota:
    """How many requests an organisation may make a day, all its apps together, and how many are left."""

    limit: int
    left: int
