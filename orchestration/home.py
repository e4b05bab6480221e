"""Where the stores of a home lie, and where files land."""

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fsspec import get_filesystem_class
from pydantic import AfterValidator
from upath import UPath

from orchestration.file_map import Strict


def _prefix_of_a_store(address: str) -> str:
    if urlsplit(address).password or urlsplit(address).username:
        raise ValueError("an address holds no credentials; the store's own environment variables do")
    protocol = address.partition("://")[0]
    if protocol in ("file", "local", address):
        raise ValueError(f"'{address}' is no address of an object store, as s3://bucket/prefix is")
    try:
        get_filesystem_class(protocol)
    except (ImportError, ValueError) as error:
        raise ValueError(f"'{address}' cannot be reached from here: {error}") from None
    return address.rstrip("/")


LandingAddress = Annotated[str, AfterValidator(_prefix_of_a_store)]


class Home(Strict):
    """The directory that holds all stores (`LEADHOUSE_HOME`)."""

    path: Path
    # Where files land, if not here: the address of a prefix of an object store.
    landing_address: str | None = None

    @property
    def landing(self) -> Path | UPath:
        return UPath(self.landing_address) if self.landing_address else self.path / "landing"

    @property
    def staging(self) -> Path:
        """Where a file is worked on until it has landed: on this machine, and beside its place if that is here too."""
        return self.path / "staging" if self.landing_address else self.path / "landing"

    def make_staging(self) -> None:
        """Have that place, and nobody else look into it: files lie there as they came, with whom they name."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.staging.mkdir(mode=0o700, exist_ok=True)

    @property
    def warehouse(self) -> Path:
        return self.path / "warehouse.duckdb"

    @property
    def build(self) -> Path:
        return self.path / "build"

    @property
    def marts(self) -> Path:
        return self.build / "marts.duckdb"

    @property
    def activation(self) -> Path:
        return self.build / "activation.duckdb"

    @property
    def spark(self) -> Path:
        """What Spark is handed and what it makes, while a build of its lasts."""
        return self.path / "spark"

    @property
    def handed_over(self) -> Path:
        """The raw tables as Parquet."""
        return self.spark / "raw"

    @property
    def published(self) -> Path:
        return self.path / "published"

    @property
    def current(self) -> Path:
        """The pointer to the build that readers see."""
        return self.published / "current"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger.sqlite"

    @property
    def sync(self) -> Path:
        """What was sent to which CRM, and what it said."""
        return self.path / "sync"

    @property
    def truth(self) -> Path:
        return self.path / "truth"
