"""A home beside a fake CRM: leadhouse.yml names the fake, and time is what the test says it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from orchestration.contracts import contracts
from orchestration.ingest import LoadReport, ingest_source
from orchestration.ledger import Ledger
from orchestration.settings import Settings, load_settings
from orchestration.sources.api.extract import extract_source
from orchestration.sources.api.pieces import Landed
from orchestration.sources.api.session import Patience
from tests.fakes.server import FakeCrm

NOON = datetime(2024, 6, 3, 12, tzinfo=UTC)
CANARY = "canary-secret"
SHORT = Patience(tries=3, first_wait=0, longest_wait=30, silence=5, whole_answer=5)


def at(**later: float) -> datetime:
    """A moment so long after noon of the day on which the tests happen."""
    return NOON + timedelta(**later)


def stamp(**later: float) -> str:
    """That moment as APIs write it."""
    return at(**later).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


class Site:
    """What a team has that reads one CRM: a configuration, a home, and the CRM."""

    def __init__(
        self,
        directory: Path,
        fake: FakeCrm,
        api: str,
        credentials: list[str],
        *objects: str,
        landing: str = "",
        **more: str,
    ) -> None:
        self.fake, self.api = fake, api
        names = ", ".join(f"{name}: TEST_{name.upper()}" for name in credentials)
        lines = [f"{key}: {value}" for key, value in {"auth_url": fake.url, **more}.items()]
        config = directory / "leadhouse.yml"
        config.write_text(
            f"sources:\n  - api: {api}\n    base_url: {fake.url}\n    allow_hosts: [127.0.0.1]\n"
            f"    credentials: {{{names}}}\n    objects: [{', '.join(objects)}]\n"
            + "".join(f"    {line}\n" for line in lines)
            + (f"landing: {landing}\n" if landing else "")
        )
        self.settings: Settings = load_settings(config, directory / "home")

    @property
    def ledger(self) -> Ledger:
        """The book of loads, and of cursors."""
        return Ledger(self.settings.home.ledger)

    def extract(self, now: datetime = NOON, patience: Patience = SHORT) -> list[Landed]:
        """One extraction at that moment."""
        return extract_source(self.settings, self.settings.sources[0], now, patience)

    def run(self, now: datetime = NOON) -> list[LoadReport]:
        """Extract, and load what landed through the gate."""
        self.extract(now)
        return ingest_source(self.settings, self.ledger, self.api, now)

    def rows(self, table: str, columns: str, latest_by: str | None = None) -> list[tuple]:
        """Columns of a raw table, in order; with `latest_by` only the version of each key that staging would read."""
        contract = contracts()[f"{self.api}.{table}"]
        latest = (
            f"qualify row_number() over (partition by {', '.join(contract.key)} "
            f"order by {latest_by}, _loaded_at desc, _source_line desc) = 1"
        )
        with duckdb.connect(str(self.settings.home.warehouse), read_only=True) as connection:
            return connection.execute(
                f"select {columns} from {contract.relation} {latest if latest_by else ''} order by all"
            ).fetchall()

    def quarantined(self) -> list[tuple]:
        """Table and reason of every row that the gate refused."""
        with duckdb.connect(str(self.settings.home.warehouse), read_only=True) as connection:
            return connection.execute("select table_name, reason from quarantine.rows order by all").fetchall()

    def files(self, table: str) -> list[Path]:
        """What lies in the landing zone of a table."""
        return sorted((self.settings.home.landing / self.api / f"{self.api}.{table}").glob("*.parquet"))

    def landed_rows(self, table: str, columns: str) -> list[tuple]:
        """Columns of all that landed of a table, in order."""
        paths = [str(path) for path in self.files(table)]
        # A connection of its own: what other tests left of the process's common one is theirs.
        with duckdb.connect() as connection:
            return connection.sql(f"select {columns} from read_parquet({paths}) order by all").fetchall()
