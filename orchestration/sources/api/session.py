"""How requests leave this machine: to the configured hosts alone, patiently but not for ever."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from dlt.sources.helpers.requests import Client, Session
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from requests.exceptions import ChunkedEncodingError, ReadTimeout
from urllib3.exceptions import ProtocolError, ReadTimeoutError

CHUNK = 1 << 16


@dataclass(frozen=True)
class Patience:
    """How often a request is sent, and how many seconds are spent waiting: between two tries, for a sign of life, for
    a whole answer. An API that asks by Retry-After for more than `longest_wait` is asked again after that."""

    tries: int = 6
    first_wait: float = 1
    longest_wait: float = 120
    silence: float = 60
    whole_answer: float = 300


class GuardedAdapter(HTTPAdapter):
    """Refuses addresses before a connection is made, and answers that drip for longer than anybody should wait."""

    def __init__(self, check: Callable[[str], None], whole_answer: float) -> None:
        super().__init__()
        self._check, self._whole_answer = check, whole_answer

    def send(self, request: PreparedRequest, **options: Any) -> Response:
        self._check(request.url)
        response = super().send(request, **{**options, "stream": True})
        deadline = monotonic() + self._whole_answer
        received = bytearray()
        try:
            while chunk := response.raw.read1(CHUNK, decode_content=True):
                received += chunk
                if monotonic() > deadline:
                    raise ReadTimeout(f"no whole answer within {self._whole_answer:g} s", request=request)
        except ProtocolError as error:
            raise ChunkedEncodingError("the answer was cut short", request=request) from error
        except ReadTimeoutError as error:
            raise ReadTimeout("the answer stopped", request=request) from error
        finally:
            # A connection read to its end is back in the pool by now; what is left unread must not be reused.
            response.raw.close()
        response._content, response._content_consumed = bytes(received), True
        return response


def open_session(check: Callable[[str], None], asks_to_wait: Callable[[Response], bool], patience: Patience) -> Session:
    """A session of dlt's, which sends again what failed with 429 or 5xx, was cut, timed out, or was asked to wait."""

    def should_retry(response: Response | None, error: BaseException | None) -> bool:
        return response is not None and asks_to_wait(response)

    session = Client(
        request_timeout=patience.silence,
        raise_for_status=False,
        request_max_attempts=patience.tries,
        request_backoff_factor=patience.first_wait,
        request_max_retry_delay=patience.longest_wait,
        retry_condition=should_retry,
    ).session
    for scheme in ("https://", "http://"):
        session.mount(scheme, GuardedAdapter(check, patience.whole_answer))
    return session
