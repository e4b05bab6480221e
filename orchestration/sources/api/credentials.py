"""Secrets: read from the environment variables that leadhouse.yml names; tokens, renewed once when they expire."""

import os
from collections.abc import Callable
from typing import Any

from requests import PreparedRequest, Response
from requests.auth import AuthBase

from orchestration.errors import ConfigError
from orchestration.sources.api.config import ApiSource


def read_credentials(source: ApiSource) -> dict[str, str]:
    """The credentials of a source by their names. Raises ConfigError naming the variables that are not set."""
    return secrets(source.credentials, f"{source.place}: {source.system}")


def secrets(names: dict[str, str], place: str) -> dict[str, str]:
    """What the environment holds under these names of variables. Raises ConfigError naming those that are not set."""
    missing = [variable for variable in names.values() if not os.environ.get(variable)]
    if missing:
        raise ConfigError(f"{place}: its credentials are not in the environment: set {', '.join(missing)}.")
    return {name: os.environ[variable] for name, variable in names.items()}


class RenewedToken(AuthBase):
    """Puts a token on every request, and gets another when the API says that it has expired: once for each request.

    `renew` asks for a token. A request that is refused with a fresh token too comes back as it was answered.
    """

    def __init__(self, renew: Callable[[], str], scheme: str, has_expired: Callable[[Response], bool]) -> None:
        self._renew, self._scheme, self._has_expired = renew, scheme, has_expired
        self._token: str | None = None

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        if self._token is None:
            self._token = self._renew()
        self._sign(request)
        request.register_hook("response", self._once_more)
        return request

    def _sign(self, request: PreparedRequest) -> None:
        request.headers["Authorization"] = f"{self._scheme} {self._token}"

    def _once_more(self, response: Response, **kwargs: Any) -> Response:
        if not self._has_expired(response):
            return response
        response.close()
        self._token = self._renew()
        # The request itself is signed anew, so that a retry of it after a later fault carries the new token too.
        self._sign(response.request)
        again = response.connection.send(response.request, **kwargs)
        again.request = response.request
        return again
