"""What leadhouse.yml says about a destination: where it is, which record a person is there, which column fills what."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, PrivateAttr, model_validator

from orchestration.errors import ConfigError
from orchestration.file_map import OneOrMany, Strict
from orchestration.sources.api.config import ApiSource, Duration, Variable, check_address
from orchestration.sources.api.vendors import VENDORS, Vendor

# Of others, the address is their owner's: it must be allowed by name.
OTHERS = {
    "csv": Vendor("csv", (), ((),)),
    "webhook": Vendor("webhook", (), (("secret",),)),
}
# Where people are written to: consent decides, whatever the configuration says.
MARKETING = {"hubspot", "marketo", "pardot"}
# What somebody edited there is not seen.
UNREADABLE = {"pardot", "webhook", "csv"}
CONSENT = re.compile(
    r"opt(ed)?_?(out|in)|unsubscribe|do_?not_?(call|e?mail|contact)|consent|legal_?basis|suspended|black_?list",
    re.IGNORECASE,
)


def _column(text: str) -> str:
    if not re.fullmatch(r"\w+\.\w+", text):
        raise ValueError(f"'{text}' is not a column of a mart; write one like lead_scores.lead_score")
    return text


Column = Annotated[str, AfterValidator(_column)]


class SyncKey(Strict):
    """The field by which the CRM finds a person's record, and the column that fills it."""

    field: str
    column: Column


class SyncField(Strict):
    """What fills one field of the CRM, and what the CRM can hold there."""

    column: Column
    decimals: int | None = Field(None, ge=0, le=9)
    max_length: int | None = Field(None, ge=1)
    values: Annotated[list[str], OneOrMany] = Field(default_factory=list)
    emoji: bool = True
    owner: Literal["ours", "theirs"] = "ours"
    send_nulls: bool = False


def _short_form(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class SyncTarget(Strict):
    """One entry of `sync:`. `credentials` holds names of environment variables, never what is in them."""

    to: Literal["salesforce", "hubspot", "marketo", "pardot", "zoho", "webhook", "csv"]
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    object: str = Field("", pattern=r"^\w*$")
    base_url: str = ""
    auth_url: str | None = None
    credentials: dict[str, Variable] = Field(default_factory=dict)
    allow_hosts: Annotated[list[str], OneOrMany] = Field(default_factory=list)
    directory: Path | None = None
    key: SyncKey
    fields: dict[str, Annotated[SyncField, BeforeValidator(_short_form)]] = Field(min_length=1)
    consent: Literal["required", "not_required"] = "required"
    unusable_keys: Literal["stop", "leave_out"] = "stop"
    max_changed_percent: int = Field(30, ge=0, le=100)
    max_null_percent: int = Field(10, ge=0, le=100)
    few_rows: int = Field(20, ge=0)
    max_tries: int = Field(5, ge=1)
    give_up_after: Duration = timedelta(days=7)
    keep_changes: Duration = timedelta(days=365)
    daily_calls: int | None = Field(None, ge=1)
    reserve_percent: int = Field(20, ge=0, le=100)
    bulk_above: int = Field(2000, ge=0)
    after_publish: bool = False

    _place: tuple[Path, int] = PrivateAttr((Path("leadhouse.yml"), 0))

    @model_validator(mode="before")
    @classmethod
    def _named_after_its_destination(cls, value: Any) -> Any:
        return {"name": value.get("to"), **value} if isinstance(value, dict) else value

    @model_validator(mode="after")
    def _can_be_written_to(self) -> "SyncTarget":
        if self.to == "csv":
            if self.directory is None:
                raise ValueError("say in 'directory' where the files go")
        elif not self.base_url:
            raise ValueError("say in 'base_url' where it is")
        else:
            for url in (self.base_url, *filter(None, [self.auth_url])):
                check_address(url, self.vendor, self.allow_hosts)
        if not any(set(self.credentials) == set(needed) for needed in self.vendor.credentials):
            ways = " or ".join(", ".join(needed) for needed in self.vendor.credentials) or "none"
            raise ValueError(f"the credentials of {self.vendor.name} are {ways}")
        if self.vendor.login and self.auth_url is None:
            raise ValueError(f"the tokens of {self.vendor.name} are had elsewhere: add 'auth_url'")
        if self.to in {"salesforce", "hubspot", "zoho"} and not self.object:
            raise ValueError("say in 'object' what is written, such as Lead, contacts or Leads")
        if self.to in {"pardot"} and self.key.field != "email":
            raise ValueError("Account Engagement finds a prospect by its 'email' alone: make that the key's field")
        if self.key.field in self.fields:
            raise ValueError(f"'{self.key.field}' is the key and cannot be one of the fields too")
        return self

    @model_validator(mode="after")
    def _respects_owners(self) -> "SyncTarget":
        if self.to in UNREADABLE and any(field.owner == "theirs" for field in self.fields.values()):
            raise ValueError(f"what {self.vendor.name} holds cannot be read: leave fields that are theirs out")
        return self

    @model_validator(mode="after")
    def _respects_consent(self) -> "SyncTarget":
        if consents := [field for field in self.fields if CONSENT.search(field)]:
            raise ValueError(f"'{consents[0]}' says what people agreed to; that is theirs and is never written")
        if self.consent == "not_required" and self.to in MARKETING:
            raise ValueError(f"people are written to from {self.vendor.name}: consent is required there")
        return self

    @property
    def vendor(self) -> Vendor:
        """What is known of the destination's maker."""
        return VENDORS.get(self.to) or OTHERS[self.to]

    @property
    def login_url(self) -> str:
        """Where tokens are had."""
        return self.auth_url or self.base_url

    @property
    def columns(self) -> dict[str, str]:
        """The column behind every field, the key's first."""
        return {self.key.field: self.key.column, **{name: field.column for name, field in self.fields.items()}}

    @property
    def place(self) -> str:
        """Where the user wrote this entry, for messages."""
        return f"{self._place[0]}:{self._place[1]}: sync {self.name}"

    def as_source(self) -> ApiSource:
        """The same CRM, address and login as something to be read."""
        source = ApiSource(
            api=self.to,
            system=self.name,
            base_url=self.base_url,
            auth_url=self.auth_url,
            credentials=self.credentials,
            allow_hosts=self.allow_hosts,
        )
        return source.placed(*self._place)

    def placed(self, config: Path, line: int) -> "SyncTarget":
        """The same entry, knowing the file and line it was written in; its directory seen from that file."""
        directory = self.directory and config.parent / self.directory
        target = self.model_copy(update={"directory": directory})
        target._place = config, line
        return target


def refuse_two_destinations_of_a_name(targets: list[SyncTarget]) -> None:
    """Raise ConfigError for two destinations of one name: what one accepted would be taken for the other's."""
    first: dict[str, SyncTarget] = {}
    for target in targets:
        other = first.setdefault(target.name, target)
        if other is not target:
            raise ConfigError(f"{target.place}: {other.place} has the same name. Give one another by 'name'.")
