"""The plan of a sync, made in SQL: the rows that differ from what the destination accepted last, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from orchestration.errors import SyncRefused
from orchestration.sync.book import Book
from orchestration.sync.columns import Kind, Place, as_text_sql, kind_of, mapped_columns
from orchestration.sync.config import SyncTarget
from orchestration.sync.rows import Row


@dataclass(frozen=True)
class Plan:
    """What would be sent. Of the rows `known` to the destination, `changed` differ; `emptied` counts by field."""

    book: Book
    target: SyncTarget
    kinds: dict[str, Kind]
    people: int
    known: int
    new: int
    changed: int
    emptied: dict[str, int]
    unusable: int
    given_up: int

    @property
    def rows(self) -> int:
        return self.new + self.changed

    def read(self, size: int) -> Iterator[list[Row]]:
        """The rows in the order of their keys, so many at a time."""
        query = _rows_sql(self.target)
        for start in range(0, self.rows, size):
            found = self.book.connection.execute(query, [start, start + size]).fetchall()
            yield [Row(*values) for values in found]


def make_plan(book: Book, target: SyncTarget, now: datetime) -> Plan:
    """Compare the attached published build with what the destination accepted; keep the plan in a table of its own.

    Raises ConfigError for a column that the build lacks, SyncRefused for a key that is empty or stands on two rows.
    """
    columns = mapped_columns(book.connection, target)
    kinds = {field: kind_of(columns[column]) for field, column in target.columns.items()}
    _refuse_repeated_people(book, columns)
    book.connection.execute(_people_sql(target, columns, kinds))
    unusable = _unusable_keys(book, target)
    limits = {"destination": book.destination, "max_tries": target.max_tries, "gives_up": now - target.give_up_after}
    book.connection.execute(_compared_sql(target), limits)
    book.connection.execute(PLAN)
    emptied = ", ".join(
        f"count(*) filter (before[{_text(field)}] is not null and raw[{place}] is null)"
        for place, field in _places(target)
    )
    people, known, new, changed, given_up, empties = book.connection.execute(
        f"""
        select
            count(*),
            count(accepted_hash),
            count(*) filter (has_news and accepted_hash is null),
            count(*) filter (has_news and accepted_hash is not null),
            count(*) filter (differs and is_given_up),
            [{emptied}]
        from compared
        """
    ).fetchone()
    by_field = dict(zip(target.columns, empties, strict=True))
    return Plan(book, target, kinds, people, known, new, changed, by_field, unusable, given_up)


def _refuse_repeated_people(book: Book, columns: dict[str, Place]) -> None:
    for table in sorted({place[0] for place in columns.values()}):
        rows, people = book.connection.execute(f"select count(*), count(distinct person_id) from {table}").fetchone()
        if rows != people:
            raise SyncRefused(
                f"NON_UNIQUE_PRIMARY_KEY: {table} has {rows - people:,} rows whose person_id is empty or stands there "
                "before. Nothing was sent: map columns of tables with one row per person."
            )


def _people_sql(target: SyncTarget, columns: dict[str, Place], kinds: dict[str, Kind]) -> str:
    """Everybody who may be sent, with key and values as texts."""
    tables = sorted({place[0] for place in columns.values()})
    people = columns["people_pii.person_id"][0]
    values = [
        as_text_sql(f'{columns[column][0]}."{columns[column][1]}"', kinds[field], _decimals(target, field))
        for field, column in target.columns.items()
    ]
    joins = "\n".join(
        f"left join {table} on {people}.person_id = {table}.person_id" for table in tables if table != people
    )
    consent = f"where {people}.can_contact" if target.consent == "required" else ""
    return f"""
        create or replace temp table sendable as
        select {people}.person_id, nullif(trim({values[0]}), '') as crm_key, [{", ".join(values)}] as raw
        from {people}
        {joins}
        {consent}
    """


def _decimals(target: SyncTarget, field: str) -> int | None:
    return target.fields[field].decimals if field in target.fields else None


def _unusable_keys(book: Book, target: SyncTarget) -> int:
    """Leave out, or refuse, people whom the destination could not tell apart. Raises SyncRefused."""
    book.connection.execute(
        """
        create or replace temp table repeated as
        select lower(crm_key) as crm_key from sendable where crm_key is not null group by all having count(*) > 1
        """
    )
    unusable = "crm_key is null or lower(crm_key) in (select crm_key from repeated)"
    empty, repeated = book.connection.execute(
        f"select count(*) filter (crm_key is null), count(crm_key) from sendable where {unusable}"
    ).fetchone()
    if (empty or repeated) and target.unusable_keys == "stop":
        raise SyncRefused(
            f"NON_UNIQUE_PRIMARY_KEY: {target.place}: {target.key.column} is empty for {empty:,} people and the same "
            f"for {repeated:,}. Nothing was sent. Choose another key, or leave them out by 'unusable_keys: leave_out'."
        )
    book.connection.execute(f"delete from sendable where {unusable}")
    return empty + repeated


def _compared_sql(target: SyncTarget) -> str:
    """What is wanted beside what was accepted; a null keeps what is there unless the field says otherwise."""
    wanted = [
        f"raw[{place}]"
        if field in target.fields and target.fields[field].send_nulls
        else f"coalesce(raw[{place}], before[{_text(field)}])"
        for place, field in _places(target)
    ]
    names = ", ".join(_text(field) for field in target.columns)
    return f"""
        create or replace temp table compared as
        with

        kept as (
            select person_id, row_hash as accepted_hash, fields as before from accepted where destination = $destination
        ),

        refused as (
            select
                person_id,
                row_hash as refused_hash,
                tries >= $max_tries or first_rejected_at <= $gives_up as is_spent
            from rejected
            where destination = $destination
        ),

        desired as (
            select
                sendable.person_id, crm_key, raw, before, accepted_hash, refused_hash, is_spent,
                [{", ".join(wanted)}] as texts
            from sendable
            left join kept on sendable.person_id = kept.person_id
            left join refused on sendable.person_id = refused.person_id
        ),

        hashed as (
            select *, md5(to_json([[{names}], texts])::varchar) as row_hash from desired
        )

        select
            *,
            row_hash is distinct from accepted_hash as differs,
            coalesce(row_hash = refused_hash, false) as is_retry,
            is_retry and is_spent as is_given_up,
            differs and not is_given_up as has_news
        from hashed
    """


# Rows that were refused before come last: whatever happens to them, the others have gone.
PLAN = """
    create or replace temp table plan as
    select
        row_number() over (order by is_retry, lower(crm_key)) as position, person_id, row_hash, texts, before, is_retry
    from compared
    where has_news
    order by position
"""


def _rows_sql(target: SyncTarget) -> str:
    """Rows of the plan from one position to another; of each only the fields that differ, and the key, are sent."""
    names = ", ".join(_text(field) for field in target.columns)
    return f"""
        select
            person_id,
            row_hash,
            map_from_entries(list_filter(
                list_zip([{names}], texts),
                lambda pair: pair[1] = {_text(target.key.field)} or pair[2] is distinct from before[pair[1]]
            )) as changed,
            map([{names}], texts) as wanted,
            coalesce(before, map {{}}) as before,
            is_retry
        from plan
        where position > $1 and position <= $2
        order by position
    """


def _places(target: SyncTarget) -> list[tuple[int, str]]:
    return list(enumerate(target.columns, start=1))


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
