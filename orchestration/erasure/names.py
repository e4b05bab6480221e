"""Whom a row names: its identifiers, spelt as the identity spells them, as keyed hashes."""

from functools import cache
from typing import Any

import duckdb
from jinja2 import Environment

from orchestration.contracts import PROJECT_ROOT, Contract
from orchestration.sources.received import identifier, literal

MACROS = PROJECT_ROOT / "dbt_project" / "macros"
MAILBOXES = PROJECT_ROOT / "dbt_project" / "models" / "intermediate" / "identity" / "int_mailboxes.sql"
MAILBOX_RULES = PROJECT_ROOT / "seeds" / "identity" / "mailbox_rules.csv"
# What stands between the words of a record that is no row.
WORD = r"""[^\s"',;:|<>(){}\[\]=&?/]+"""
# Shorter words of such a record are numbers of all kinds before they are somebody's id.
SHORTEST_ID = 6
# Salesforce writes an id with 15 letters or with 18, of which the last three follow from the others.
SALESFORCE_ID = r"([|](?:00Q|003)[A-Za-z0-9]{12})[A-Z0-5]{3}$"


def names_people(contract: Contract) -> bool:
    """Whether rows of a table may name a person."""
    return any(column.person for column in contract.columns.values())


def named_in_rows(contract: Contract, system: str, rows: str, key: str, prefix: str = "") -> str:
    """SQL for (row_key, kind, value): each identifier that rows of a table name; columns may have a prefix."""
    return " union all ".join(
        f"select {key} as row_key, {literal(_kind(column.person))} as kind, "
        f"{_value(column.person, literal(system), identifier(prefix + column.name))} as value from {rows}"
        for column in contract.columns.values()
        if column.person
    )


def named_in_texts(system: str, texts: str) -> str:
    """SQL for the same of records that are no rows, (row_key, record): every word that may be an identifier."""
    words = f"select row_key, unnest(regexp_extract_all(record, {literal(WORD)})) as word from {texts}"
    system = literal(system)
    return f"""
        select row_key, 'email' as kind, word as value from ({words}) where contains(word, '@')
        union all
        select row_key, unnest(['record', 'visitor', 'visitor', 'mail_event']),
            unnest([{system} || '|' || word, word, {system} || ' ' || word, {system} || '|' || word])
        from ({words}) where length(word) >= {SHORTEST_ID}
    """


def hash_names(connection: duckdb.DuckDBPyConnection, named: str, salt: str) -> None:
    """Fill the temporary table `hashed` (row_key, kind, identifier, hash) from SQL for (row_key, kind, value)."""
    mailboxes, normalised_email = _identity_sql()
    connection.execute(
        f"""
        create or replace temp table mailbox_rules as
        select * from read_csv({literal(str(MAILBOX_RULES))}, header = true, all_varchar = true);
        alter table mailbox_rules alter ignores_dots type boolean;
        create or replace temp table named as select * from ({named}) where value is not null;
        create or replace temp table spellings as
        select kind, value, case when kind = 'email' then {normalised_email} end as email
        from (select distinct kind, value from named);
        create or replace temp table mentioned as select distinct email from spellings where email is not null;
        create or replace temp table spelt as
        with mailboxes as ({mailboxes})
        select
            spellings.kind, spellings.value,
            case
                when spellings.kind = 'email' then mailboxes.mailbox
                else regexp_replace(spellings.value, {literal(SALESFORCE_ID)}, '\\1')
            end as identifier
        from spellings
        left join mailboxes on spellings.email = mailboxes.email;
        create or replace temp table hashed as
        select named.row_key, spelt.kind, spelt.identifier,
            sha256(concat_ws('|', {literal(salt)}, spelt.kind, spelt.identifier)) as hash
        from named
        inner join spelt using (kind, value)
        where spelt.identifier is not null;
        """
    )


def _kind(person: str) -> str:
    return "visitor" if person == "visitor_of_system" else person


def _value(person: str, system: str, column: str) -> str:
    """A record's id among those of all systems, a browser as the identity calls it, an address as it came."""
    separators = {"record": "|", "mail_event": "|", "visitor_of_system": " "}
    return f"{system} || '{separators[person]}' || {column}" if person in separators else column


@cache
def _identity_sql() -> tuple[str, str]:
    """SQL of dbt's own model of mailboxes over the table `mentioned`, and of its macro for an address in `value`."""
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)  # noqa: S701 (SQL, in which nothing is HTML)

    def rendered(name: str, **known: Any) -> Any:
        return environment.from_string((MACROS / name).read_text(encoding="utf-8"), globals=known).module

    portable = rendered("portable.sql")
    normalised = rendered(
        "normalised.sql", replace_all=portable.duckdb__replace_all, composed=portable.duckdb__composed
    )
    tables = {"int_identity_mentions": "mentioned", "mailbox_rules": "mailbox_rules"}
    model = environment.from_string(MAILBOXES.read_text(encoding="utf-8"))
    mailboxes = model.render(ref=lambda name: tables[name], config=lambda **_: "")
    return mailboxes, str(normalised.normalised_email("value"))
