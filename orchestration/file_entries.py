"""Entries of `files:` held against the contract of the table they fill, and completed from it."""

from pathlib import Path

from upath import UPath

from orchestration.contracts import FILES, Column, Contract, contracts, contracts_of, sources
from orchestration.errors import ConfigError, nearest
from orchestration.file_map import ColumnMap, FileMap
from orchestration.kinds import entities_of
from orchestration.located_yaml import LocatedYaml
from orchestration.sources.api.config import ApiSource


def completed(source: LocatedYaml, position: int, file_map: FileMap) -> FileMap:
    """The entry with all its columns: those of a vendor's table have their own names, unless the entry says otherwise.

    Refuses a source, a table or a column that no contract has, and a map that cannot fill a required column.
    """
    if file_map.kind and file_map.entity not in entities_of(file_map.kind):
        where = source.line_of(("files", position, "entity"))
        raise ConfigError(
            f"{source.path}:{where}: files.{position}.entity: {file_map.kind} has no entity '{file_map.entity}'."
            + nearest(file_map.entity, entities_of(file_map.kind))
        )
    contract = _contract_of(source, position, file_map)
    if not file_map.columns and contract.source != FILES:
        file_map = file_map.with_columns(named_alike(contract))
    for name in file_map.columns:
        if name not in contract.columns:
            where = source.line_of(("files", position, "columns", name))
            raise ConfigError(
                f"{source.path}:{where}: files.{position}.columns.{name}: {contract.table} has no such column."
                + nearest(name, list(contract.columns))
            )
    required = {name for name, column in contract.columns.items() if column.required and not column.content_hash}
    if unmapped := sorted((required | set(contract.key)) - set(file_map.columns) - _hashed(contract.columns)):
        raise ConfigError(
            f"{source.path}:{source.line_of(('files', position))}: files.{position}.columns: {contract.table} needs "
            f"{', '.join(unmapped)}. Name the file's column, or a constant."
        )
    return file_map.with_columns(
        {name: _as_written(mapped, contract.columns[name], file_map) for name, mapped in file_map.columns.items()}
    )


def _as_written(mapped: ColumnMap, column: Column, file_map: FileMap) -> ColumnMap:
    """A column written as all of the entry's are, unless it says itself how it is written."""
    if column.is_time and file_map.dates and not mapped.formats:
        return mapped.model_copy(update={"formats": file_map.dates})
    if column.is_number and "decimal" not in mapped.model_fields_set:
        thousands = None if mapped.thousands == file_map.decimal else mapped.thousands
        return mapped.model_copy(update={"decimal": file_map.decimal, "thousands": thousands})
    return mapped


def _contract_of(source: LocatedYaml, position: int, file_map: FileMap) -> Contract:
    if file_map.source not in sources():
        where = source.line_of(("files", position, "source"))
        raise ConfigError(
            f"{source.path}:{where}: files.{position}.source: there is no source '{file_map.source}'."
            + nearest(file_map.source, sources())
        )
    if file_map.table not in contracts():
        where = source.line_of(("files", position, "entity"))
        raise ConfigError(
            f"{source.path}:{where}: files.{position}.entity: there is no entity '{file_map.entity}'."
            + nearest(file_map.entity, [contract.table for contract in contracts_of(file_map.source)])
        )
    return contracts()[file_map.table]


def named_alike(contract: Contract) -> dict[str, ColumnMap]:
    """The map of a file in the contract's own shape: each column under its name; what may be empty may be missing."""
    return {
        name: ColumnMap(
            column=name, may_be_missing=column.content_hash or not (column.required or name in contract.key)
        )
        for name, column in contract.columns.items()
    }


def extracted_files(sources: list[ApiSource], landing: Path | UPath) -> list[FileMap]:
    """Entries for what the CRMs' APIs sent: the Parquet files that lie in the landing zone, in the contract's shape."""
    return [
        FileMap(
            source=source.api,
            entity=contract.table,
            system=source.system,
            path=f"{source.system}/{contract.name}/*.parquet",
            columns=named_alike(contract),
        ).placed(source.config, source.line, landing)
        for source in sources
        for contract in contracts_of(source.api)
    ]


def _hashed(columns: dict[str, Column]) -> set[str]:
    return {name for name, column in columns.items() if column.content_hash}
