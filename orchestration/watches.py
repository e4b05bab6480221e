"""What is sound row by row and odd beside the build that readers have: the suites that compare the two."""

from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial
from pathlib import Path

import duckdb

from orchestration.audit_result import Finding
from orchestration.build import Build, read_build
from orchestration.errors import PublishedDamaged
from orchestration.load_watches import odd_loads, stale_tables, waiting_rows
from orchestration.manifest import Manifest, read_manifest
from orchestration.sources.received import identifier, literal
from orchestration.watch_names import DRIFT, FRESHNESS, LOADS, QUARANTINE, VOLUME
from orchestration.watch_rules import Limits, MartVolumeRule, ScoreDriftRule, read_rules

# Asks on a connection of its own, and says what it found.
Watch = Callable[[duckdb.DuckDBPyConnection], list[Finding]]

# The population stability index. Half a person is added to each band, so that an empty one has a share.
STABILITY = """
with people as (
    select true as is_now, {score} as score from build.{mart} union all select false, {score} from readers.{mart}
),
bands as (
    select
        floor(score / $band_width) as band,
        count(*) filter (is_now) as now, count(*) filter (not is_now) as before
    from people group by band
),
shares as (
    select
        now, before, (now + 0.5) / sum(now + 0.5) over () as share_now,
        (before + 0.5) / sum(before + 0.5) over () as share_before
    from bands
)
select coalesce(sum((share_now - share_before) * ln(share_now / share_before)), 0), sum(now), sum(before) from shares
"""


def watches(directory: Path, shown: Path | None, accepted: Collection[str]) -> dict[str, Watch]:
    """The suites that compare the build in `directory` with the `shown` one; what is accepted only alerts."""
    comparing = {VOLUME: volume, DRIFT: drift, LOADS: odd_loads}
    alone = {FRESHNESS: stale_tables, QUARANTINE: waiting_rows}
    return {
        name: partial(_watched, partial(_beside_readers, find, directory, shown), directory, name in accepted)
        for name, find in comparing.items()
    } | {name: partial(_watched, find, directory, name in accepted) for name, find in alone.items()}


def _watched(find: Watch, directory: Path, is_accepted: bool, connection: duckdb.DuckDBPyConnection) -> list[Finding]:
    _attach(connection, directory, "build")
    findings = find(connection)
    return [finding.model_copy(update={"action": "alert"}) for finding in findings] if is_accepted else findings


def _beside_readers(
    find: Callable[..., list[Finding]], directory: Path, shown: Path | None, connection: duckdb.DuckDBPyConnection
) -> list[Finding]:
    if shown is None:
        return [_not_compared("nothing is published yet")]
    try:
        _attach(connection, shown, "readers")
        theirs = read_manifest(shown)
    except (duckdb.Error, OSError, PublishedDamaged):
        # A build that is sound in itself is the remedy.
        why = f"{shown} cannot be read"
        return [_not_compared(why).model_copy(update={"passed": False, "action": "alert"})]
    return find(connection, read_build(directory), theirs)


def volume(connection: duckdb.DuckDBPyConnection, build: Build, theirs: Manifest) -> list[Finding]:
    """Rows of each mart beside those that readers have."""
    if build.as_of < theirs.as_of:
        return [_not_compared("this build looks from an earlier moment than theirs")]
    rules = read_rules(MartVolumeRule)
    findings = []
    before = _rows(connection, "readers")
    for mart, rows in _rows(connection, "build").items():
        rule = next((rule for rule in rules if rule.fits(mart)), None)
        if rule and before.get(mart, 0) >= rule.min_rows:
            share = rows / before[mart]
            figure = f"{rows:,} rows, readers have {before[mart]:,}"
            findings.append(_judged(VOLUME, mart, "about as many rows as readers have", rule, share, figure))
    return findings or [_not_compared("readers have no mart that is large enough")]


def drift(connection: duckdb.DuckDBPyConnection, build: Build, theirs: Manifest) -> list[Finding]:
    """Distributions of scores beside those that readers have."""
    known = {
        tuple(row)
        for row in connection.sql(
            "select schema_name || '.' || table_name, column_name from duckdb_columns() where database_name = 'readers'"
        ).fetchall()
    }
    findings = []
    for rule in read_rules(ScoreDriftRule):
        if (rule.mart, rule.score) not in known:
            findings.append(_not_compared(f"readers have no {rule.score} in {rule.mart}"))
            continue
        # Names are a seed's, and name a column of ours.
        query = STABILITY.format(score=identifier(rule.score), mart=".".join(map(identifier, rule.mart.split("."))))
        index, people, people_before = connection.execute(query, {"band_width": rule.band_width}).fetchone()
        if min(people or 0, people_before or 0) < rule.min_people:
            findings.append(_not_compared(f"{rule.score}: fewer than {rule.min_people:,} people"))
            continue
        figure = f"stability index {index:.3f} over {people:,} people, readers have {people_before:,}"
        found = _judged(DRIFT, rule.mart, f"{rule.score} is distributed as readers know it", rule, index, figure)
        is_near = abs(build.as_of - theirs.as_of) <= timedelta(days=rule.max_days)
        findings.append(found if is_near else found.model_copy(update={"action": "alert"}))
    return findings


def _attach(connection: duckdb.DuckDBPyConnection, directory: Path, name: str) -> None:
    connection.execute(f"attach if not exists {literal(str(directory / 'marts.duckdb'))} as {name} (read_only)")


def _rows(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, int]:
    """How many rows each mart has, in one question."""
    marts = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? order by all", [database]
    ).fetchall()
    counts = " union all ".join(
        f"select {literal(f'{schema}.{table}')}, count(*) from {database}.{identifier(schema)}.{identifier(table)}"
        for schema, table in marts
    )
    return dict(connection.sql(counts).fetchall())


def _judged(watch: str, mart: str, expectation: str, rule: Limits, measure: float, figure: str) -> Finding:
    broken = rule.broken_by(measure)
    if broken is None:
        return Finding(mart=mart, expectation=expectation, passed=True, figure=figure)
    action, limit = broken
    told = f"{figure}: {measure:.3g} is {limit}, which rule {rule.rule_order} of {rule.seed()} answers by: {action}"
    if action == "block":
        told += f". If it is right: `leadhouse run --accept {watch}`"
    return Finding(mart=mart, expectation=expectation, passed=False, figure=told, action=action)


def _not_compared(why: str) -> Finding:
    return Finding(mart="all", expectation="is compared with what readers have", passed=True, figure=f"not: {why}")
