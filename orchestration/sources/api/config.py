"""What leadhouse.yml says about a CRM: where it is, what to read of it, and where its credentials are found."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from orchestration.errors import ConfigError
from orchestration.file_map import OneOrMany, Strict
from orchestration.sources.api.vendors import VENDORS, Vendor

UNITS = {"m": "minutes", "h": "hours", "d": "days"}


def _duration(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value
    if match := re.fullmatch(r"(\d{1,4})([mhd])", str(value)):
        return timedelta(**{UNITS[match[2]]: int(match[1])})
    raise ValueError(f"'{value}' is not a length of time; write one like 30m, 2h or 7d")


def _variable(name: str) -> str:
    # Says nothing of what stands there: it may be the secret itself.
    if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
        raise ValueError("write the name of an environment variable, like SF_CLIENT_SECRET, and keep the secret there")
    return name


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Variable = Annotated[str, AfterValidator(_variable)]


class ApiSource(Strict):
    """One entry of `sources:`. `credentials` holds names of environment variables, never what is in them."""

    api: Literal["salesforce", "hubspot", "marketo", "pardot", "zoho"]
    system: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    base_url: str
    auth_url: str | None = None
    credentials: dict[str, Variable]
    since: date = date(1990, 1, 1)
    overlap: Duration = timedelta(hours=2)
    full_every: Duration = timedelta(days=7)
    objects: Annotated[list[str], OneOrMany] = Field(default_factory=list)
    allow_hosts: Annotated[list[str], OneOrMany] = Field(default_factory=list)
    max_vanished_percent: int = Field(20, ge=0, le=100)

    _place: tuple[Path, int] = PrivateAttr((Path("leadhouse.yml"), 0))

    @model_validator(mode="before")
    @classmethod
    def _named_after_its_api(cls, value: Any) -> Any:
        return {"system": value.get("api"), **value} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _can_be_reached(self) -> "ApiSource":
        for url in filter(None, (self.base_url, self.auth_url)):
            check_address(url, self.vendor, self.allow_hosts)
        if not any(set(self.credentials) == set(needed) for needed in self.vendor.credentials):
            ways = " or ".join(", ".join(needed) for needed in self.vendor.credentials)
            raise ValueError(f"the credentials of {self.vendor.name} are {ways}")
        if self.vendor.login and self.auth_url is None:
            raise ValueError(
                f"the tokens of {self.vendor.name} are had elsewhere: add 'auth_url', like {self.vendor.login}"
            )
        return self

    @property
    def login_url(self) -> str:
        """Where tokens are had."""
        return self.auth_url or self.base_url

    @property
    def vendor(self) -> Vendor:
        """What is known of the CRM's maker."""
        return VENDORS[self.api]

    @property
    def start(self) -> datetime:
        """The moment before which nothing is read."""
        return datetime(self.since.year, self.since.month, self.since.day, tzinfo=UTC)

    @property
    def place(self) -> str:
        """Where the user wrote this entry, for messages."""
        return f"{self.config}:{self.line}"

    @property
    def config(self) -> Path:
        """The file it is written in."""
        return self._place[0]

    @property
    def line(self) -> int:
        """The line it begins in."""
        return self._place[1]

    def placed(self, config: Path, line: int) -> "ApiSource":
        """The same entry, knowing the file and line it was written in."""
        self._place = config, line
        return self


def check_address(url: str, vendor: Vendor, allowed_hosts: list[str]) -> None:
    """Raise ValueError for an address that credentials must not be sent to.

    That is all but https at one of the vendor's domains, and hosts that the configuration allows by name.
    Every request is held against this too, so no redirect and no link to a next page leads elsewhere.
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if host in allowed_hosts and parts.scheme in {"http", "https"} and not parts.username:
        return
    if parts.scheme != "https" or parts.username:
        raise ValueError(f"'{parts.scheme}://{host}' is not an https address without a user name")
    if not any(host == domain or host.endswith(f".{domain}") for domain in vendor.domains):
        raise ValueError(
            f"'{host}' is not a host of {vendor.name} ({', '.join(vendor.domains)}); if it is meant, name it in "
            "'allow_hosts'"
        )


def refuse_two_of_a_name(sources: list[ApiSource]) -> None:
    """Raise ConfigError for two CRMs under one system: their ids would be taken for each other's."""
    first: dict[str, ApiSource] = {}
    for source in sources:
        other = first.setdefault(source.system, source)
        if other is not source:
            raise ConfigError(f"{source.place}: {other.place} has the system '{source.system}' too. Give one another.")
