"""What a user says about a file: where it is, how it is written, and which column means what."""

from fnmatch import fnmatch
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PrivateAttr, model_validator
from upath import UPath

from orchestration.errors import nearest
from orchestration.kinds import kinds, of_its_kind

EPOCH_FORMATS = ("epoch_s", "epoch_ms", "epoch_us")
# What a spreadsheet makes of a day: days since the end of 1899, as a number.
SERIAL_FORMAT = "excel_days"
NUMBER_FORMATS = (*EPOCH_FORMATS, SERIAL_FORMAT)
FORMATS_BY_SUFFIX = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".xlsm": "excel",
    ".xlsb": "excel",
    ".xls": "excel",
    ".ods": "excel",
}


def _known_zone(zone: str) -> str:
    if zone not in available_timezones():
        raise ValueError(f"'{zone}' is not a time zone; write one like Europe/Paris or UTC")
    return zone


def _known_encoding(encoding: str) -> str:
    try:
        "".encode(encoding)
    except LookupError:
        raise ValueError(
            f"'{encoding}' is not an encoding; write one like utf-8, latin-1, utf-16, gbk or big5"
        ) from None
    return encoding


def _known_date_format(date_format: str) -> str:
    if date_format not in NUMBER_FORMATS and "%" not in date_format:
        raise ValueError(
            f"'{date_format}' is not a date format; write one like %d/%m/%Y or {', '.join(NUMBER_FORMATS)}"
        )
    return date_format


def _known_kind(kind: str) -> str:
    if kind not in kinds():
        raise ValueError(f"there is no kind '{kind}'.{nearest(kind, list(kinds()))}".removesuffix("."))
    return kind


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


TimeZone = Annotated[str, AfterValidator(_known_zone)]
Encoding = Annotated[str, AfterValidator(_known_encoding)]
DateFormat = Annotated[str, AfterValidator(_known_date_format)]
Kind = Annotated[str, AfterValidator(_known_kind)]
OneOrMany = BeforeValidator(_one_or_many)


class Strict(BaseModel):
    """A part of the settings: no unknown keys, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ColumnMap(Strict):
    """Where one column of a raw table comes from, and how its values are written."""

    column: str | None = None
    columns: list[str] | None = Field(None, min_length=2)
    one_of: list[str] | None = Field(None, min_length=2)
    constant: str | None = None
    extract: str | None = None
    # Left out where it is not said, so that maps written before it was known keep their fingerprint.
    hashed: bool = Field(False, exclude_if=lambda is_hashed: not is_hashed)
    formats: Annotated[list[DateFormat], OneOrMany] = []
    time_zone: TimeZone | None = None
    money: bool = False
    percent: bool = False
    decimal: Literal[".", ","] = "."
    thousands: Literal[".", ",", " ", "'", ""] | None = None
    values: dict[str, str | None] = {}
    other: Literal["keep", "null", "quarantine"] = "keep"
    may_be_missing: bool = False
    pattern: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, value: Any) -> Any:
        if value is None:
            return {}
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_origin(self) -> "ColumnMap":
        origins = (self.column, self.columns, self.one_of, self.constant)
        if sum(origin is not None for origin in origins) != 1:
            raise ValueError("name exactly one of 'column', 'columns', 'one_of' or 'constant'")
        if self.thousands == self.decimal:
            raise ValueError(f"'{self.decimal}' cannot be both the decimal and the thousands sign")
        return self

    @property
    def source_columns(self) -> list[str]:
        """The file's columns that this one reads."""
        return [self.column] if self.column is not None else self.columns or self.one_of or []

    @property
    def is_formatted_number(self) -> bool:
        """Whether numbers are written for people: with signs of currency, thousands, per cent or thousands' letters."""
        return self.money or self.percent or self.decimal != "." or bool(self.thousands)


class Exclusion(Strict):
    """A named rule for rows that are not data. They are left out, and counted under this name."""

    name: str
    column: str
    values: Annotated[list[str], OneOrMany] = []
    pattern: str | None = None

    @model_validator(mode="after")
    def _one_test(self) -> "Exclusion":
        if bool(self.values) == (self.pattern is not None):
            raise ValueError("say either 'values' or a 'pattern'")
        return self


class FileMap(Strict):
    """One entry of `files:`: a path (globs allowed), how it is written, and its column map."""

    kind: Kind | None = None
    source: str = "files"
    entity: str
    system: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    path: str
    format: Literal["csv", "jsonl", "parquet", "excel"] | None = None
    delimiter: str = Field(",", min_length=1, max_length=1)
    encoding: Encoding = "utf-8"
    skip_lines: int = Field(0, ge=0)
    sheet: str | None = None
    may_be_empty: bool = False
    may_end_without_newline: bool = False
    max_inflated_mb: int = Field(4096, ge=1)
    max_misfits_percent: int = Field(50, ge=0, le=100)
    time_zone: TimeZone = "UTC"
    dates: Annotated[list[DateFormat], OneOrMany] = []
    decimal: Literal[".", ","] = "."
    unmapped_columns: Literal["ignore", "refuse"] = "ignore"
    repeated_columns: Literal["refuse", "number"] = "refuse"
    exclude: list[Exclusion] = []
    columns: dict[str, ColumnMap] = {}

    _line: int = PrivateAttr(0)
    _config: Path = PrivateAttr(Path("leadhouse.yml"))
    _landing: Path | UPath | None = PrivateAttr(None)

    @model_validator(mode="before")
    @classmethod
    def _defaults_by_suffix(cls, value: Any) -> Any:
        if not isinstance(value, dict) or not isinstance(value.get("path"), str):
            return value
        suffix = Path(value["path"].removesuffix(".gz")).suffix.lower()
        by_suffix = {"format": FORMATS_BY_SUFFIX.get(suffix), **({"delimiter": "\t"} if suffix == ".tsv" else {})}
        entry = of_its_kind(value)
        return {"system": entry.get("source", "files"), **by_suffix, **entry}

    @model_validator(mode="after")
    def _readable(self) -> "FileMap":
        if "://" in self.path:
            raise ValueError(f"'{self.path}' is an address; files are read from this machine only")
        if self.format is None:
            raise ValueError(
                f"the suffix of '{self.path}' says no format; add 'format: csv' (or jsonl, parquet, excel)"
            )
        return self

    @property
    def table(self) -> str:
        """The raw table that the files fill, by its name."""
        return f"{self.source}.{self.entity}"

    @property
    def is_extracted(self) -> bool:
        """Whether the files are what an API sent, in the landing zone from the start."""
        return self._landing is not None

    @property
    def place(self) -> str:
        """Where the user wrote this entry, for messages."""
        return f"{self._config}:{self._line}"

    def name_of(self, path: Path | UPath) -> str:
        """What people call one of the entry's files: its path, written the way the entry writes it."""
        return str(path) if Path(self.path).is_absolute() else path.relative_to(self.directory).as_posix()

    def names(self, name: str) -> bool:
        """Whether a file of this name is one of the entry's."""
        pattern = Path(self.path).as_posix()
        return fnmatch(name, pattern) or fnmatch(name, pattern.replace("**/", ""))

    def of_file(self, name: str) -> "FileMap":
        """The entry for one of its files, so that messages name the file and not the pattern."""
        return self.model_copy(update={"path": name})

    @property
    def directory(self) -> Path | UPath:
        """What a relative path is relative to."""
        return self._landing or self._config.parent

    def placed(self, config: Path, line: int, landing: Path | UPath | None = None) -> "FileMap":
        """The same entry, knowing the file and line it was written in, and the landing zone if an API fills it."""
        self._config, self._line, self._landing = config, line, landing
        return self

    def with_columns(self, columns: dict[str, ColumnMap]) -> "FileMap":
        """The same entry with these columns."""
        return self.model_copy(update={"columns": columns})

    @property
    def source_columns(self) -> list[str]:
        """The file's columns that the map or an exclusion reads, each once, in the order of the map."""
        mapped = [name for column in self.columns.values() for name in column.source_columns]
        return list(dict.fromkeys([*mapped, *(rule.column for rule in self.exclude)]))

    def lacking_columns(self, names: list[str]) -> list[str]:
        """Columns that a file must have and, by these names of its columns, has not. Of several names one is enough."""
        columns = self.columns.values()
        alternatives = [column.one_of for column in columns if column.one_of and not column.may_be_missing]
        optional = {
            name for column in columns if column.may_be_missing or column.one_of for name in column.source_columns
        }
        demanded = [*([name] for name in self.source_columns if name not in optional), *alternatives]
        return [several[0] for several in demanded if not set(several) & set(names)]
