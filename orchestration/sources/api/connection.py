"""One CRM as one run sees it: pages asked for through dlt's `rest_api`, each answer looked at before it is believed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from dlt.sources.helpers.requests import Session
from dlt.sources.rest_api import rest_api_resources
from dlt.sources.rest_api.typing import Endpoint
from requests import HTTPError, PreparedRequest, RequestException, Response

from orchestration.errors import IngestError
from orchestration.sources.api.config import ApiSource, check_address
from orchestration.sources.api.credentials import RenewedToken, read_credentials
from orchestration.sources.api.session import Patience, open_session
from orchestration.sources.api.streams import Record

# Pages in a row without a record, after which an API is not believed to be getting anywhere.
MOST_EMPTY_PAGES = 300


@dataclass(frozen=True)
class Refusal:
    """An error that an API wrote into an answer: its code, and what helps.

    `may_pass`: to ask again soon; `is_limit`: to ask again on another day; `wants_login`: other credentials.
    """

    code: str
    may_pass: bool = False
    is_limit: bool = False
    wants_login: bool = False


class Connection:
    """Asks one API. What goes wrong is an IngestError that names the source, the request and the remedy."""

    def __init__(self, source: ApiSource, session: Session, refusal: Callable[[Response], Refusal | None]) -> None:
        self.source, self._session, self._refusal = source, session, refusal

    def records(self, endpoint: Endpoint, total: str | None = None) -> Iterator[Record]:
        """The records of all pages of an endpoint, which names the key of the answer that holds them.

        `total` is the key under which the API says how many there are; fewer or more is an error, as is a page that was
        asked for before.
        """
        seen = _Seen(endpoint["data_selector"], total, self._refusal, self._stopped)
        resource = {"name": "records", "endpoint": {**endpoint, "response_actions": [seen.look_at]}}
        client = {"base_url": self.source.base_url, "session": self._session}
        received = 0
        try:
            for record in rest_api_resources({"client": client, "resources": [resource]})[0]:
                received += 1
                yield record
        except Exception as error:
            if told := self._told(error):
                raise told from None
            raise
        if received != seen.records or seen.total not in (None, received):
            raise self._stopped(
                endpoint["path"],
                f"sent {received} records of {seen.total if seen.total is not None else seen.records}",
                "Nothing of them was kept. Run again.",
            )

    def object(self, path: str, **params: Any) -> Record:
        """The one object that a path answers with."""
        (found,) = self.records({"path": path, "params": params, "paginator": "single_page", "data_selector": "$"})
        return found

    def token(self, method: str, url: str, **form: Any) -> str:
        """A token for the API, asked for with its credentials."""
        path = urlsplit(url).path
        try:
            response = self._session.request(method, url, auth=_no_auth, **form)
        except RequestException as error:
            raise self._stopped(path, f"gave no whole answer ({type(error).__name__})", "Run again later.") from None
        body = error_body(response)
        if response.ok and isinstance(body, dict) and body.get("access_token"):
            return body["access_token"]
        if response.ok or response.status_code == 400:
            names = ", ".join(self.source.credentials.values())
            raise self._stopped(path, "gave no token", f"Reconnect: see that {names} are right and not withdrawn.")
        raise self._refused(path, response)

    def _told(self, error: BaseException) -> IngestError | None:
        """The IngestError behind whatever stopped dlt's iterator, without the address' query and the answer's text."""
        cause: BaseException | None = error
        while cause is not None and not isinstance(cause, (IngestError, RequestException)):
            cause = cause.__cause__
        if cause is None or isinstance(cause, IngestError):
            return cause
        path = urlsplit(cause.request.url).path if cause.request is not None else self.source.base_url
        if not isinstance(cause, HTTPError):
            return self._stopped(path, f"gave no whole answer ({type(cause).__name__})", "Run again later.")
        return self._refused(path, cause.response)

    def _refused(self, path: str, response: Response) -> IngestError:
        """The error of an answer that will not do, with the remedy that fits it."""
        refusal, status = self._refusal(response), response.status_code
        answer = f"answered {status}" + (f" ({refusal.code})" if refusal else "")
        if status == 429 or status >= 500 or (refusal and (refusal.may_pass or refusal.is_limit)):
            return self._stopped(path, answer, "Run again later: it will go on from where it stopped.")
        if status in {401, 403} or (refusal and refusal.wants_login):
            names = ", ".join(self.source.credentials.values())
            return self._stopped(path, answer, f"Reconnect: see that {names} are of a user who may read this.")
        return self._stopped(
            path, answer, "See that 'base_url' is this CRM's; what its user may not see can be left out of 'objects'."
        )

    def _stopped(self, path: str, what: str, remedy: str) -> IngestError:
        return IngestError(f"{self.source.place}: {self.source.system}: {path} {what}. {remedy}")


def _no_auth(request: PreparedRequest) -> PreparedRequest:
    """What asks for a token carries none."""
    return request


class _Seen:
    """What has been received of one list: how many records, and by which requests."""

    def __init__(self, selector: str, total: str | None, refusal: Callable, stopped: Callable) -> None:
        self.selector, self.total_key, self._refusal, self._stopped = selector, total, refusal, stopped
        self.records, self.empty_pages, self.total = 0, 0, None
        self.requests: set[tuple[str, str, Any]] = set()

    def look_at(self, response: Response) -> None:
        """Judge an answer before dlt reads it; errors of HTTP itself are left to dlt."""
        if response.status_code >= 400:
            return
        request = response.request
        path = urlsplit(request.url).path
        body = _body(response)
        if self._refusal(response):
            raise HTTPError("the API refused the request", response=response, request=request)
        if not isinstance(body, dict):
            raise self._stopped(path, "sent something else than records", "Run again later.")
        asked = (request.method, request.url, request.body)
        if asked in self.requests:
            raise self._stopped(path, "leads to the same page again", "Its paging does not end.")
        self.requests.add(asked)
        count = 1 if self.selector == "$" else len(body.get(self.selector) or [])
        self.empty_pages = 0 if count else self.empty_pages + 1
        if self.empty_pages > MOST_EMPTY_PAGES:
            raise self._stopped(path, f"sent {MOST_EMPTY_PAGES} pages without a record", "Its paging does not end.")
        self.records += count
        if self.total_key and self.total is None:
            self.total = body.get(self.total_key)


def _body(response: Response) -> Any:
    """The JSON of an answer, read once for all who ask; numbers with a point keep their digits. No content is {}."""
    try:
        body = json.loads(response.content, parse_float=Decimal) if response.content else {}
    except ValueError:
        return None
    response.json = lambda **options: body
    return body


def error_body(response: Response) -> Any:
    """The JSON of an answer, or None where it is none."""
    try:
        return response.json()
    except ValueError:
        return None


def connect(source: ApiSource, vendor: ModuleType, patience: Patience) -> Connection:
    """A connection to the CRM that a vendor's module speaks to. Nothing is asked before the first record is wanted."""
    credentials = read_credentials(source)

    def check(url: str) -> None:
        try:
            check_address(url, source.vendor, source.allow_hosts)
        except ValueError as error:
            raise IngestError(f"{source.place}: {source.system}: a request was not sent: {error}.") from None

    def asks_to_wait(response: Response) -> bool:
        refusal = vendor.refusal(response)
        return refusal is not None and refusal.may_pass

    session = open_session(check, asks_to_wait, patience)
    session.headers.update({header: credentials[name] for header, name in source.vendor.headers})
    crm = Connection(source, session, vendor.refusal)
    session.auth = RenewedToken(lambda: vendor.token(crm, credentials), vendor.SCHEME, vendor.has_expired)
    return crm
