"""A CRM on 127.0.0.1 that remembers: what each of the fakes has in common.

A fake answers by what it holds at that moment, hands out tokens that expire, keeps a book of every request, and fails
by script: the next requests whose path contains a word meet the faults listed for it, one each.
"""

import json
import sys
import threading
from abc import ABC, abstractmethod
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass
class Request:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any = None
    text: str = ""


@dataclass
class Answer:
    """What goes back: bytes as they are, all else as JSON."""

    body: Any = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """A way to fail: another status or body, a connection ended after so many bytes, or one byte at a time."""

    status: int = 200
    retry_after: int | None = None
    body: Any = None
    cut_after: int | None = None
    drips: bool = False


Deed = Callable[[], None]


class Server(ThreadingHTTPServer):
    """Takes it calmly that a client is killed."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class FakeCrm(ABC):
    """The server. A subclass says what it answers, and counts the pages and rows that it sends."""

    login_path = "/token"

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.counts: Counter[str] = Counter()
        self.hidden: set[str] = set()
        self.uses_per_token: int | None = None
        self.refuses_login = False
        self._faults: defaultdict[str, deque[Fault | Deed | None]] = defaultdict(deque)
        self._uses_left: int | None = None
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                fake._handle(self)

            def do_POST(self) -> None:
                fake._handle(self)

            def do_PATCH(self) -> None:
                fake._handle(self)

            def do_PUT(self) -> None:
                fake._handle(self)

            def log_message(self, *arguments: Any) -> None:
                """Say nothing: requests are booked."""

        self._server = Server(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        """Where the fake listens."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """End the server."""
        self._server.shutdown()
        self._server.server_close()

    def fail(self, word: str, *faults: Fault | Deed | None) -> None:
        """Let the next requests whose path contains a word meet these: a fault, a deed before the answer, None."""
        self._faults[word].extend(faults)

    def asked(self, word: str) -> list[Request]:
        """The requests so far whose path contains a word."""
        return [request for request in self.requests if word in request.path]

    @property
    def token(self) -> str:
        """The token that is good now."""
        return f"canary-token-{self.counts['tokens']}"

    @abstractmethod
    def answer(self, request: Request) -> Answer:
        """What the CRM says to a request that carries a good token."""

    def give_token(self, request: Request) -> Answer:
        """What the CRM says to one who asks for a token."""
        if self.refuses_login:
            return Answer({"error": "invalid_grant"}, 400)
        self.counts["tokens"] += 1
        self._uses_left = self.uses_per_token
        return Answer({"access_token": self.token, "expires_in": 3600})

    def refused_token(self) -> Answer:
        """What the CRM says to a token that is not good, or no longer."""
        return Answer({"message": "expired"}, 401)

    def _handle(self, handler: BaseHTTPRequestHandler) -> None:
        request = _read(handler)
        self.requests.append(request)
        self.counts["requests"] += 1
        fault = self._next_fault(request.path)
        if fault is None:
            return _send(handler, self._judged(request))
        if fault.status != 200 or fault.body is not None:
            self.counts[str(fault.status)] += 1
            wait = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return _send(handler, Answer(fault.body, fault.status, wait))
        self.counts["cuts" if fault.cut_after is not None else "drips"] += 1
        return _send(handler, self._judged(request), fault)

    def _judged(self, request: Request) -> Answer:
        if request.path == self.login_path:
            return self.give_token(request)
        is_good = request.headers.get("Authorization", "").endswith(f" {self.token}") and self._uses_left != 0
        if not is_good:
            self.counts["refused tokens"] += 1
            return self.refused_token()
        if self._uses_left is not None:
            self._uses_left -= 1
        return self.answer(request)

    def _next_fault(self, path: str) -> Fault | None:
        for word, faults in self._faults.items():
            if word in path and faults:
                fault = faults.popleft()
                if not callable(fault):
                    return fault
                fault()
        return None


def _read(handler: BaseHTTPRequestHandler) -> Request:
    parts = urlsplit(handler.path)
    text = handler.rfile.read(int(handler.headers.get("Content-Length") or 0)).decode()
    kind = handler.headers.get("Content-Type", "")
    body: Any = text
    if "csv" not in kind:
        body = json.loads(text) if "json" in kind and text else dict(parse_qsl(text))
    return Request(handler.command, parts.path, dict(parse_qsl(parts.query)), dict(handler.headers), body, text)


def _send(handler: BaseHTTPRequestHandler, answer: Answer, fault: Fault | None = None) -> None:
    payload = b"" if answer.body is None else answer.body
    if not isinstance(payload, bytes):
        payload = json.dumps(payload).encode()
    handler.send_response(answer.status)
    for name, value in {"Content-Length": str(len(payload)), **answer.headers}.items():
        handler.send_header(name, value)
    handler.end_headers()
    if fault and fault.drips:
        return _drip(handler, payload)
    handler.wfile.write(payload[: fault.cut_after if fault else None])
    handler.close_connection = bool(fault)
    return None


def _drip(handler: BaseHTTPRequestHandler, payload: bytes) -> None:
    """Send byte after byte until the other side has had enough."""
    try:
        for byte in payload:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            threading.Event().wait(0.01)
    except OSError:
        handler.close_connection = True
