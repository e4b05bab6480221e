"""How long a plan of many people takes and how fast they are sent: `python -m tests.benchmarks.sync [PEOPLE] [SENT]`.

The fake Salesforce is another process, so that the CRM's work is not ours.
"""

import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from orchestration.sync.book import open_book
from orchestration.sync.plan import make_plan
from orchestration.sync.source import published_source
from tests.sync.world import CREDENTIALS, World, people

FIELDS = {
    "score": "lead_scores.lead_score",
    "grade": "lead_scores.fit_grade",
    "reasons": "lead_scores.top_reasons",
}
FAKE = """
import sys
from tests.fakes.written import WrittenSalesforce
fake = WrittenSalesforce()
print(fake.url, flush=True)
sys.stdin.read()
print(f"{len(fake.records):,} records, {len(fake.written_calls):,} writing calls", flush=True)
"""
SCORES = """
    create or replace table lead_score.lead_scores as
    select
        'person-' || md5(position::varchar) as person_id,
        cast(position % 100 + 0.123456789 + case when position % 10 = 0 then {change} else 0 end as decimal(18, 9))
            as lead_score,
        'A' as fit_grade,
        'Asked for a demo; visited pricing ' || position % 9 as top_reasons
    from range({count}) as all_people (position)
"""
PEOPLE = """
    create or replace table activation.activation.people_pii as
    select
        'person-' || md5(position::varchar) as person_id,
        'person.' || position || '@example.test' as email,
        true as can_contact
    from range({count}) as all_people (position)
"""


class There:
    """A fake in another process."""

    def __init__(self, url: str) -> None:
        self.url = url


def world(directory: str, url: str = "http://127.0.0.1:1") -> World:
    """A home that writes to a fake at this address."""
    return World(Path(directory), There(url), "salesforce", fields=FIELDS, bulk_above=10**9)


def publish(here: World, count: int, change: int) -> None:
    """A build of so many people; of one in ten the score is so much higher."""
    here.publish(people(1), SCORES.format(count=count, change=change), PEOPLE.format(count=count))


def planned(directory: str, accepts: bool = False) -> str:
    """What a plan took, in words. With `accepts` the book says afterwards that all of it was accepted."""
    here = world(directory)
    (here.directory / "sync").mkdir(exist_ok=True)
    with open_book(here.directory / "sync", here.target.name) as book:
        published_source(here.published).attach(book.connection)
        began, used = time.monotonic(), time.process_time()
        plan = make_plan(book, here.target, datetime.now(UTC))
        seconds, used = time.monotonic() - began, time.process_time() - used
        if accepts:
            book.connection.execute(
                f"insert into accepted "
                f"select $1, person_id, row_hash, map({list(here.target.columns)}, texts), now(), '' from plan",
                [here.target.name],
            )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{plan.rows:,} rows in {seconds:.1f} s, {used:.1f} s of a core, {memory:,.0f} MB at most"


def sent(directory: str, url: str, count: int) -> str:
    """What sending took, in words."""
    here = world(directory, url)
    publish(here, count, 0)
    began, used = time.monotonic(), time.process_time()
    report = here.sync()
    seconds, used = time.monotonic() - began, time.process_time() - used
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = f"{count / seconds:,.0f} rows/s, {count / used:,.0f} per second of our core, {memory:,.0f} MB at most"
    return f"{report.outcomes['accepted']:,} rows accepted, {report.calls:,} calls: {rate}"


def main(count: int, to_send: int) -> None:
    """Measure both and print them."""
    os.environ.update({f"TEST_{name.upper()}": "canary-token" for name in CREDENTIALS["salesforce"]})

    def alone(function, *arguments):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes:
            return processes.submit(function, *arguments).result()

    with tempfile.TemporaryDirectory() as directory:
        here = world(directory)
        publish(here, count, 0)
        print("plan, nobody known:", alone(planned, directory, True))
        publish(here, count, 1)
        print("plan, all known:   ", alone(planned, directory))
    with tempfile.TemporaryDirectory() as directory:
        fake = subprocess.Popen([sys.executable, "-c", FAKE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print("sent:", alone(sent, directory, fake.stdout.readline().strip(), to_send))
        fake.stdin.close()
        print("the CRM has", fake.stdout.readline().strip())


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:] or (1_000_000, 20_000)))
