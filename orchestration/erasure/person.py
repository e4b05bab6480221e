"""Who is meant: a person's own identifiers, as the last build joined them, and no one else's."""

from collections import Counter
from collections.abc import Iterator

import duckdb

from orchestration.contracts import Contract, contracts
from orchestration.erasure.names import SALESFORCE_ID, hash_names, named_in_rows, named_in_texts, names_people
from orchestration.errors import NotFound
from orchestration.settings import Settings
from orchestration.sources.received import literal
from orchestration.warehouse import create_raw_tables, open_warehouse

# By (kind, hash) what the hash is of.
Identifiers = dict[tuple[str, str], str]
JOINED = """
select count(*) from duckdb_tables()
where schema_name = 'intermediate' and table_name = 'int_identifier_people' and database_name = current_database()
"""
# What the identity found shared by several people, it joins nobody by.
SHARED = """
select exists (select 1 from intermediate.int_email_addresses
    inner join asked on int_email_addresses.mailbox = asked.identifier
    where int_email_addresses.not_identifying_reason is not null)
or exists (select 1 from intermediate.int_identifiers inner join asked using (identifier)
    where int_identifiers.identifier_kind = 'email' and not int_identifiers.is_identifying)
"""
FOUND = f"""
from asked
inner join intermediate.int_identifiers as found
    on found.identifier_kind = asked.kind
    and regexp_replace(found.identifier, {literal(SALESFORCE_ID)}, '\\1') = asked.identifier
inner join intermediate.int_identifier_people as of_person on found.identifier_rank = of_person.identifier_rank
"""
PERSON_IDS = f"select distinct of_person.person_id {FOUND}"
CLUSTER = f"""
select distinct own.identifier_kind, own.identifier {FOUND}
inner join intermediate.int_identifier_people as of_same on of_person.person_id = of_same.person_id
inner join intermediate.int_identifiers as own on of_same.identifier_rank = own.identifier_rank
where own.is_identifying and own.identifier_kind in ('lead', 'email', 'visitor')
"""


def identifiers_of(settings: Settings, who: str, salt: str) -> Identifiers:
    """All identifiers of the person with an address, or with a record written as SYSTEM:ID.

    Raises NotFound if no row names them, or if the address is one that several people share.
    """
    if "@" not in who and ":" not in who:
        raise NotFound("Whom to erase is an e-mail address, or a record as SYSTEM:ID, such as zoho:4876876000000123.")
    asked = ("email", who) if "@" in who else ("record", who.replace(":", "|", 1))
    if not settings.home.warehouse.exists():
        raise NotFound("Nothing was loaded yet, so there is nobody to erase.")
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        if connection.execute(JOINED).fetchone()[0] == 0:
            raise NotFound("No build has said yet which records are one person. `leadhouse run` does; then erase.")
        found = _hashed(connection, [asked], salt)
        connection.execute(
            "create or replace temp table asked as select $1 as kind, unnest($2::varchar[]) as identifier",
            ["lead" if asked[0] == "record" else "email", list(found.values())],
        )
        if connection.execute(SHARED).fetchone()[0]:
            raise NotFound(
                "That address names several people, or nobody in particular: a shared mailbox, or one of too many "
                "records. Name one person's record instead, as SYSTEM:ID."
            )
        cluster = connection.execute(CLUSTER).fetchall()
        found |= _hashed(connection, [("record" if kind == "lead" else kind, name) for kind, name in cluster], salt)
        # What builds and syncs call the person.
        found |= _hashed(connection, [("person", name) for (name,) in connection.execute(PERSON_IDS).fetchall()], salt)
        return found | _records_of(connection, settings, found, salt)


def count_rows(settings: Settings, identifiers: Identifiers, salt: str) -> dict[str, int]:
    """How many rows of each raw table, and of the quarantine, name the person."""
    counts: Counter[str] = Counter()
    with open_warehouse(settings.home) as connection:
        create_raw_tables(connection, settings)
        for contract, system in _tables(connection, settings):
            _hash_rows(connection, contract, system, list(identifiers), salt)
            counts[contract.name] += connection.execute("select count(distinct row_key) from hashed_own").fetchone()[0]
        for (system,) in connection.execute("select distinct source_system from quarantine.rows").fetchall():
            misfits = f"(select rowid as row_key, record from quarantine.rows where source_system = {literal(system)})"
            _hash_named(connection, named_in_texts(system, misfits), list(identifiers), salt)
            counts["quarantine"] += connection.execute("select count(distinct row_key) from hashed_own").fetchone()[0]
    return dict(+counts)


def _records_of(
    connection: duckdb.DuckDBPyConnection, settings: Settings, found: Identifiers, salt: str
) -> Identifiers:
    """Records that bear one of the addresses themselves though no build has joined them yet, and the person's mails."""
    addresses = [(kind, hashed) for kind, hashed in found if kind == "email"]
    more: Identifiers = {}
    for contract, system in _tables(connection, settings):
        if {contract.columns[name].person for name in contract.key} & {"record", "mail_event"}:
            _hash_rows(connection, contract, system, addresses, salt)
            rows = connection.execute(
                "select distinct kind, hash, identifier from hashed "
                "where kind in ('record', 'mail_event') and row_key in (select row_key from hashed_own)"
            ).fetchall()
            more |= {(kind, hashed): identifier for kind, hashed, identifier in rows}
    return more


def _hash_rows(
    connection: duckdb.DuckDBPyConnection, contract: Contract, system: str, own: list[tuple[str, str]], salt: str
) -> None:
    rows = f"(select rowid as place, * from {contract.relation} where source_system = {literal(system)})"
    _hash_named(connection, named_in_rows(contract, system, rows, "place"), own, salt)


def _hash_named(connection: duckdb.DuckDBPyConnection, named: str, own: list[tuple[str, str]], salt: str) -> None:
    """Fill `hashed` with whom rows name, and `hashed_own` with those among them that are `own`."""
    hash_names(connection, named, salt)
    connection.execute(
        "create or replace temp table hashed_own as select * from hashed where hash in (select unnest($1::varchar[]))",
        [[hashed for _, hashed in own]],
    )


def _tables(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Iterator[tuple[Contract, str]]:
    """The raw tables that may name people, with each system that has rows there."""
    for contract in contracts().values():
        if names_people(contract) and contract.source not in settings.loader_schemas:
            for (system,) in connection.execute(f"select distinct source_system from {contract.relation}").fetchall():
                yield contract, system


def _hashed(connection: duckdb.DuckDBPyConnection, names: list[tuple[str, str]], salt: str) -> Identifiers:
    connection.execute(
        "create or replace temp table asked_names as "
        "select unnest($1::varchar[]) as kind, unnest($2::varchar[]) as value",
        [[kind for kind, _ in names], [value for _, value in names]],
    )
    hash_names(connection, "select 0 as row_key, kind, value from asked_names", salt)
    rows = connection.execute("select distinct kind, hash, identifier from hashed").fetchall()
    return {(kind, hashed): identifier for kind, hashed, identifier in rows}
