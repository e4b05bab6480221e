"""HTTP to one CRM: allowed addresses only, a token renewed when it expires, patience, a share left to other apps."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import httpx

from orchestration.errors import SyncRefused
from orchestration.sources.api.config import check_address
from orchestration.sources.api.credentials import secrets
from orchestration.sync.config import SyncTarget
from orchestration.sync.pace import Bucket, Patience
from orchestration.sync.rows import Answer, Quota, Request

REDIRECTS = {301, 302, 303, 307, 308}
# It writes every address, query and all, at INFO.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Unanswered(Exception):
    """A request that may have been carried out: no whole answer came, or one that says that nobody knows."""


class BatchRefused(Exception):
    """A batch that the CRM refused as a whole, with its code and reason: one row of it may be all that is wrong."""

    def __init__(self, code: Any, reason: Any) -> None:
        super().__init__(str(code))
        self.code, self.reason = code, reason


class QuotaReached(Exception):
    """What is left of the CRM's quota belongs to other apps; the rest of the rows can wait until there is more."""


@contextmanager
def understood(target: SyncTarget) -> Iterator[None]:
    """Raise SyncRefused for an answer in which something is missing that the CRM always says."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise SyncRefused(
            f"{target.place}: the answer is not one of {target.vendor.name}'s. See that 'base_url' is where it is."
        ) from error


class Crm:
    """A CRM as one run sees it. Nothing is asked before the first call."""

    def __init__(self, target: SyncTarget, vendor: ModuleType, patience: Patience, calls_today: int = 0) -> None:
        self.target, self.patience = target, patience
        self.calls = self.writes = 0
        self._vendor, self._calls_today = vendor, calls_today
        self._credentials = secrets(target.credentials, target.place)
        self._token: str | None = None
        self._quota: Quota | None = None
        self._bucket = Bucket(*vendor.RATE, sleep=patience.sleep)
        self._client = httpx.Client(timeout=patience.answer, follow_redirects=False)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def read(self, request: Request) -> Answer:
        """The answer to a question; asked again where none comes. Raises SyncRefused if there is none in the end."""
        for attempt in range(self.patience.tries):
            try:
                return self._answer(request)
            except Unanswered:
                self.patience.wait(attempt)
        raise self._stopped(request, "gave no whole answer")

    def write(self, request: Request) -> Answer:
        """The answer to what is written. Raises Unanswered if nobody knows whether it was done."""
        self._leave_the_reserve()
        self.writes += 1
        return self._answer(request)

    def credential(self, name: str) -> str:
        """One of the credentials that names rather than proves."""
        return self._credentials[name]

    def form(self, url: str, **form: str) -> Any:
        """A token's answer: JSON to a form, sent without a token."""
        self._check(url)
        try:
            response = self._client.post(url, data=form)
        except httpx.TransportError as error:
            raise SyncRefused(
                f"{self.target.place}: {urlsplit(url).path} gave no answer ({type(error).__name__}). Run again later."
            ) from None
        self.calls += 1
        answer = Answer(response.status_code, response.content, _lower(response.headers))
        if answer.status == 429 or answer.status >= 500:
            raise SyncRefused(
                f"{self.target.place}: {urlsplit(url).path} answered {answer.status} when asked for a token. "
                "Run again later."
            )
        if answer.status >= 400 or not isinstance(answer.json, dict) or not answer.json.get("access_token"):
            names = ", ".join(self.target.credentials.values())
            raise SyncRefused(
                f"{self.target.place}: no token was given. Reconnect: see that {names} are right and not withdrawn."
            )
        return answer.json

    def _answer(self, request: Request) -> Answer:
        """One request to its answer: the token renewed once, and tried again while the CRM says that it did nothing."""
        renewed = False
        for attempt in range(self.patience.tries):
            answer = self._once(request)
            if self._vendor.has_expired(answer) and not renewed:
                self._token, renewed = None, True
                answer = self._once(request)
            if self._vendor.is_limit(answer):
                raise QuotaReached("the CRM says that its quota is used up")
            if answer.status == 429 or answer.status == 503 or self._vendor.may_pass(answer):
                self.patience.wait(attempt, _retry_after(answer))
                continue
            if answer.status >= 500:
                raise Unanswered
            if answer.status in REDIRECTS:
                raise self._stopped(request, "leads elsewhere", " Give its new address as 'base_url'.")
            if answer.status in {401, 403, 404} or self._vendor.has_expired(answer):
                raise self._stopped(
                    request,
                    f"answered {answer.status}",
                    f" See that {', '.join(self.target.credentials.values())} are of a user who may write this.",
                )
            return answer
        raise self._stopped(request, f"still asks to wait after {self.patience.tries} tries")

    def _once(self, request: Request) -> Answer:
        self._bucket.take()
        if self._token is None:
            self._token = self._vendor.token(self, self._credentials)
        url = f"{self.target.base_url.rstrip('/')}{request.path}"
        self._check(url)
        signed = {**self._vendor.headers(self._credentials, self._token, request), **dict(request.headers)}
        self.calls += 1
        try:
            answer = self._whole(request, url, {"Content-Type": request.content_type, **signed})
        except (httpx.ConnectError, httpx.ConnectTimeout):
            # Nothing has left: there is nothing to doubt.
            return Answer(503)
        except httpx.TransportError:
            raise Unanswered from None
        self._quota = self._vendor.quota(answer) or self._quota
        return answer

    def _whole(self, request: Request, url: str, headers: dict[str, str]) -> Answer:
        """The answer to its end; one that drips for longer than anybody should wait is none."""
        deadline = time.monotonic() + self.patience.answer
        sent = {"content": request.body or None, "headers": headers}
        with self._client.stream(request.method, url, **sent) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if time.monotonic() > deadline:
                    raise Unanswered
        return Answer(response.status_code, bytes(body), _lower(response.headers))

    def _leave_the_reserve(self) -> None:
        if self._quota and self._quota.left <= self._quota.limit * self.target.reserve_percent / 100:
            raise QuotaReached(
                f"{self._quota.left:,} of the CRM's {self._quota.limit:,} calls a day are left, which are other apps'"
            )
        if self.target.daily_calls and self._calls_today + self.calls >= self.target.daily_calls:
            raise QuotaReached(f"the {self.target.daily_calls:,} calls of 'daily_calls' are made")

    def _check(self, url: str) -> None:
        try:
            check_address(url, self.target.vendor, self.target.allow_hosts)
        except ValueError as error:
            raise SyncRefused(f"{self.target.place}: a request was not sent: {error}.") from None

    def _stopped(
        self, request: Request, what: str, remedy: str = " Run again later: it goes on from where it stopped."
    ) -> SyncRefused:
        return SyncRefused(f"{self.target.place}: {request.method} {request.path.partition('?')[0]} {what}.{remedy}")


def _lower(headers: httpx.Headers) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _retry_after(answer: Answer) -> float | None:
    text = answer.headers.get("retry-after", "")
    return float(text) if text.isdecimal() else None
