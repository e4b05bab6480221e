"""leadhouse.yml and the environment, read and checked in one place."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from orchestration.contracts import PROJECT_ROOT, sources
from orchestration.engine import memory, threads
from orchestration.errors import ConfigError, nearest
from orchestration.file_entries import completed, extracted_files
from orchestration.file_map import ColumnMap, Exclusion, FileMap, Strict, TimeZone
from orchestration.home import Home, LandingAddress
from orchestration.located_yaml import KeyPath, LocatedYaml
from orchestration.rule_sets import DEFAULT_RULE_SET, known_rule_set, other_rule_set
from orchestration.sources.api.config import ApiSource, refuse_two_of_a_name
from orchestration.sync.config import SyncField, SyncKey, SyncTarget, refuse_two_destinations_of_a_name


class Reporting(Strict):
    """Days are days of this zone; money is in this currency."""

    currency: str = Field("USD", pattern=r"^[A-Z]{3}$")
    time_zone: TimeZone = "UTC"


class Config(Strict):
    """What leadhouse.yml may say."""

    reporting: Reporting = Reporting()
    as_of: datetime | None = None
    rule_set: str = DEFAULT_RULE_SET
    landing: LandingAddress | None = None
    # The output of profiles.yml whose engine makes the models.
    target: Literal["duckdb", "spark"] = "duckdb"
    keep_builds: int = Field(10, ge=1)
    audit_seconds: int = Field(600, ge=1)
    held_builds: list[str] = Field(default_factory=list)
    # A loader's schema per source: `schema`, or `database.schema`.
    loader_schemas: dict[str, Annotated[str, Field(pattern=r"^\w+(\.\w+)?$")]] = Field(default_factory=dict)
    files: list[FileMap] = Field(default_factory=list)
    sources: list[ApiSource] = Field(default_factory=list)
    sync: list[SyncTarget] = Field(default_factory=list)


# What the keys of leadhouse.yml hold that hold more than a value.
INNER = {
    "reporting": Reporting,
    "files": FileMap,
    "sources": ApiSource,
    "sync": SyncTarget,
    "exclude": Exclusion,
    "columns": ColumnMap,
    "key": SyncKey,
    "fields": SyncField,
}


class Settings(BaseModel):
    """All that a run needs to know of its surroundings."""

    model_config = ConfigDict(frozen=True)

    home: Home
    files: list[FileMap]
    sources: list[ApiSource]
    sync: list[SyncTarget]
    time_zone: str
    reporting_currency: str
    as_of: datetime | None
    rule_set: str
    target: str
    compare_rule_set: str | None
    keep_builds: int
    audit_seconds: int
    held_builds: list[str]
    loader_schemas: dict[str, str]
    threads: int
    memory: str
    config_path: Path | None
    project_root: Path


def load_settings(
    config: Path | None = None, home: Path | None = None, as_of: str | None = None, compare: str | None = None
) -> Settings:
    """The settings of a run: arguments before environment, environment before leadhouse.yml, that before defaults.

    leadhouse.yml is the one named, else that of the directory one stands in, else the project's, else the one in the
    home, as the demo writes it.
    Without any there are no files to load. Raises ConfigError with file, line, key and the nearest valid key.
    """
    home_path = (home or _from_environment("LEADHOUSE_HOME") or PROJECT_ROOT / ".leadhouse").resolve()
    config_path = _config_path(config or _from_environment("LEADHOUSE_CONFIG"), home_path)
    content = _read(config_path) if config_path else Config()
    moment = content.as_of if as_of is None else _moment(as_of)
    home = Home(path=home_path, landing_address=content.landing)
    return Settings(
        home=home,
        files=[*content.files, *extracted_files(content.sources, home.landing)],
        sources=content.sources,
        sync=content.sync,
        time_zone=content.reporting.time_zone,
        reporting_currency=content.reporting.currency,
        as_of=_in_utc(moment) if moment else None,
        rule_set=content.rule_set,
        target=content.target,
        compare_rule_set=other_rule_set(compare, content.rule_set) if compare else None,
        keep_builds=content.keep_builds,
        audit_seconds=content.audit_seconds,
        held_builds=content.held_builds,
        loader_schemas=content.loader_schemas,
        threads=threads(),
        memory=memory(),
        config_path=config_path,
        project_root=PROJECT_ROOT,
    )


def _from_environment(name: str) -> Path | None:
    return Path(os.environ[name]) if os.environ.get(name) else None


def _config_path(config: Path | None, home: Path) -> Path | None:
    if config is None:
        defaults = (directory / "leadhouse.yml" for directory in (Path.cwd(), PROJECT_ROOT, home))
        return next((path for path in defaults if path.exists()), None)
    if not config.is_file():
        raise ConfigError(f"There is no config file {config}. `leadhouse init` writes one.")
    return config.resolve()


def _read(path: Path) -> Config:
    source = LocatedYaml(path)
    if not isinstance(source.data, dict):
        raise ConfigError(f"{path}:1: expected keys like 'reporting:' and 'files:'.")
    try:
        content = Config.model_validate(source.data)
    except ValidationError as error:
        raise ConfigError("\n".join(_problem(source, problem) for problem in error.errors())) from None
    for name in content.loader_schemas:
        if name not in sources():
            place = f"{path}:{source.line_of(('loader_schemas', name))}: loader_schemas.{name}"
            raise ConfigError(f"{place}: there is no source '{name}'.{nearest(name, sources())}")
    known_rule_set(content.rule_set, f"{path}:{source.line_of(('rule_set',))}: rule_set")
    files = [
        completed(source, position, file_map).placed(path, source.line_of(("files", position)))
        for position, file_map in enumerate(content.files)
    ]
    apis = [entry.placed(path, source.line_of(("sources", position))) for position, entry in enumerate(content.sources)]
    refuse_two_of_a_name(apis)
    targets = [entry.placed(path, source.line_of(("sync", position))) for position, entry in enumerate(content.sync)]
    refuse_two_destinations_of_a_name(targets)
    return content.model_copy(update={"files": files, "sources": apis, "sync": targets})


def _problem(source: LocatedYaml, problem: Any) -> str:
    key_path: KeyPath = problem["loc"]
    place = f"{source.path}:{source.line_of(key_path)}: {_dotted(key_path)}"
    if problem["type"] == "extra_forbidden":
        return f"{place}: unknown key.{nearest(str(key_path[-1]), _keys_beside(key_path))}"
    if problem["type"] == "missing":
        return f"{place}: this key is missing."
    message = problem["msg"].removeprefix("Value error, ")
    given = "" if problem["type"] == "value_error" else f", not '{problem['input']}'"
    return f"{place}: {message[0].lower()}{message[1:]}{given}."


def _keys_beside(key_path: KeyPath) -> list[str]:
    """The keys allowed where the path's last one stands."""
    model: type[BaseModel] = Config
    for key in key_path[:-1]:
        model = INNER.get(str(key), model)
    return list(model.model_fields)


def _dotted(key_path: KeyPath) -> str:
    return ".".join(str(key) for key in key_path) or "the file"


def _moment(text: str) -> datetime:
    try:
        return _in_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        raise ConfigError(
            f"--as-of: expected a day or moment like 2024-05-31 or 2024-05-31T18:00Z, not '{text}'."
        ) from None


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
