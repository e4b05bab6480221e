"""A landed file without those who were erased: what the gate is given, whatever came."""

import os
import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from upath import UPath

from orchestration.contracts import Contract
from orchestration.erasure.book import ErasureBook
from orchestration.erasure.names import hash_names, named_in_rows, named_in_texts, names_people
from orchestration.erasure.rewriting import Changes, rewrite
from orchestration.file_map import FileMap
from orchestration.landing import UNFINISHED, LandedFile, at_hand, content_hash, landed_name, settle, workplace
from orchestration.ledger import Ledger
from orchestration.sources.column_map import compile_map
from orchestration.sources.files import receive
from orchestration.sources.received import Received

# The rule under which a load counts the rows that were left out, and that landing no longer holds.
ERASED = "person erased"


def without_erased(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, contract: Contract, file_map: FileMap, landed: LandedFile
) -> LandedFile:
    """The file as it may stay: itself if it names nobody who was erased, else a copy that doesn't, landed beside it.

    The copy is like no other file that was loaded, unless this one was before. Fills the temporary table `erased_lines`
    (line, is_emptied) if the file names somebody. The caller books the copy, then removes the file.
    """
    home = ledger.path.parent
    book = ErasureBook(home)
    if not names_people(contract) or not book.receipts():
        return landed
    with TemporaryDirectory(dir=workplace(landed.path, home), prefix=f"{UNFINISHED}erasing-") as name:
        scratch = Path(name)
        # Nothing to erase in a file without rows; the gate says whether it may be so.
        lenient = file_map.of_file(landed.name).model_copy(update={"may_be_empty": True})
        original = at_hand(landed.path, scratch)
        received = receive(connection, original, lenient, scratch)
        find_erased(connection, book, contract, lenient, received)
        found = connection.execute("select line, is_emptied from erased_lines").fetchall()
        if not found:
            return landed
        changes = Changes(
            gone={line for line, is_emptied in found if not is_emptied},
            emptied={line for line, is_emptied in found if is_emptied},
            kept_columns=_kept_columns(file_map, contract),
        )
        # Unpacking and decoding write beside what was received, which is read from there.
        (scratch / "again").mkdir()
        rewritten = scratch / f"whole{landed.path.suffix}"
        mine = ledger.rewritten(file_map.system, contract.name).get(landed.sha256)
        for edition in count():
            changes = replace(changes, edition=edition)
            rewrite(connection, original, lenient, received, changes, scratch / "again", rewritten)
            sha256 = content_hash(rewritten)
            if sha256 == mine or ledger.find_load(file_map.system, contract.name, sha256) is None:
                break
        size = rewritten.stat().st_size
        target = landed.path.parent / landed_name(sha256, landed.name)
        _move(rewritten, original, target)
        name = file_map.name_of(target) if file_map.is_extracted else landed.name
        return LandedFile(target, sha256, size, name, rows_erased=len(changes.gone))


def find_erased(
    connection: duckdb.DuckDBPyConnection, book: ErasureBook, contract: Contract, file_map: FileMap, received: Received
) -> None:
    """Fill the temporary table `erased_lines` (line, is_emptied) with the received rows and records that name somebody.

    A row whose table keeps it for its money is emptied; a record that is no row cannot be, and goes.
    """
    connection.execute(
        "create or replace temp table rejected as "
        "select unnest($1::bigint[]) as row_key, unnest($2::varchar[]) as record",
        [[reject.line for reject in received.rejects], [_text(reject.record) for reject in received.rejects]],
    )
    named = named_in_texts(file_map.system, "rejected")
    if received.positions:
        people = [
            column for column in compile_map(file_map, contract, received.positions) if _person(contract, column.name)
        ]
        unmapped = "".join(f", {column.unmapped} as u_{column.name}" for column in people)
        texts = "".join(f", {column.text} as t_{column.name}" for column in people)
        absent = "".join(
            f", cast(null as varchar) as t_{name}"
            for name in contract.columns
            if _person(contract, name) and name not in file_map.columns
        )
        connection.execute(
            f"create or replace temp table people_named as select line{texts}{absent} "
            f"from (select line{unmapped} from received)"
        )
        named += " union all " + named_in_rows(contract, file_map.system, "people_named", "line", "t_")
    hash_names(connection, named, book.salt())
    book.list_in(connection)
    connection.execute(
        f"""
        create or replace temp table erased_lines as
        select distinct hashed.row_key as line, {bool(contract.detach)} and rejected.row_key is null as is_emptied
        from hashed
        semi join erased on hashed.hash = erased.hash
        left join rejected on hashed.row_key = rejected.row_key
        """
    )


def _person(contract: Contract, name: str) -> bool:
    return contract.columns[name].person is not None


def _kept_columns(file_map: FileMap, contract: Contract) -> set[str]:
    """The file's columns that an emptied row keeps: those that say what stays, and nothing of what does not."""
    kept = {rule.column for rule in file_map.exclude}
    for name, column in file_map.columns.items():
        kept |= set(column.source_columns) if name not in contract.detach else set()
    return kept - {
        name
        for column in contract.detach
        if column in file_map.columns
        for name in file_map.columns[column].source_columns
    }


def _text(record: str) -> str:
    """A record as words can be told in it, also where its bytes are no UTF-8."""
    return bytes.fromhex(record[4:]).decode("latin-1") if record.startswith("hex:") else record


def _move(rewritten: Path, original: Path, target: Path | UPath) -> None:
    """Give the copy its name, durably, and the place in time that the file had among others."""
    with rewritten.open("rb") as file:
        os.fsync(file.fileno())
    shutil.copystat(original, rewritten)
    settle(rewritten, target)
