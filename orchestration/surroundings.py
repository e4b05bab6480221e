"""What every asset needs to know of the run it is part of."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from dagster import ConfigurableResource, InitResourceContext
from pydantic import Field

from orchestration.ledger import Ledger
from orchestration.lock import only_writer
from orchestration.settings import Settings, load_settings

if TYPE_CHECKING:
    from dagster import AssetExecutionContext


class Surroundings(ConfigurableResource):
    """Settings and ledger of a run. Empty fields mean what they mean on the command line: environment, then defaults.

    While a run holds this resource it is the only writer of its home.
    """

    config: str | None = None
    home: str | None = None
    as_of: str | None = None
    compare: str | None = None
    accept: list[str] = Field(default_factory=list)
    full_refresh: bool = False
    # A question: only what its seeds and models decide is made anew, or what those of them at these paths do.
    select: str | None = None
    paths: list[str] = Field(default_factory=list)
    is_extracted: bool = False

    @contextmanager
    def yield_for_execution(self, context: InitResourceContext) -> "Iterator[Surroundings]":
        with only_writer(self.settings.home.path):
            yield self

    @property
    def settings(self) -> Settings:
        return load_settings(
            Path(self.config) if self.config else None,
            Path(self.home) if self.home else None,
            self.as_of,
            self.compare,
        )

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.settings.home.ledger)


def started_at(context: "AssetExecutionContext") -> datetime:
    """When the run was created: one moment for all its steps, however long they take."""
    return context.instance.get_run_record_by_id(context.run.run_id).create_timestamp.astimezone(UTC)


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set variables for the processes started within, and leave none behind."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
