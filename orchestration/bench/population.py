"""The invented company whose data the benchmark loads: files as its systems would export them, and their map."""

from pathlib import Path

import yaml

from orchestration.engine import connect

TOUCHPOINTS_PER_PERSON = 10
# One touchpoint comes on the new day for so many before it.
NEW_TOUCHPOINTS = 100
POPULATION = Path(__file__).with_name("population.sql")
# Not files: what several of them are made of.
SHARED_VIEWS = {"dealt_touches", "known_people", "told_deals", "buyers", "dealt_orders"}


class Population:
    """As many touchpoints as asked for, of a tenth as many known people; the same number gives the same files."""

    def __init__(self, touchpoints: int) -> None:
        self.touchpoints = touchpoints
        self.people = touchpoints // TOUCHPOINTS_PER_PERSON
        self.new_touchpoints = touchpoints // NEW_TOUCHPOINTS
        self.connection = connect()
        self.connection.execute("set variable touchpoints = ?", [touchpoints])
        self.connection.execute("set variable people = ?", [self.people])
        self.connection.execute(POPULATION.read_text())

    def write_map(self, home: Path) -> None:
        """Write the leadhouse.yml of the home: each file's columns have the names that Leadhouse gives them."""
        entries = []
        for file in self._files():
            system, _, entity = file.partition("_")
            columns = {name: name for name in self._columns(file)}
            entries.append({"entity": entity, "system": system, "path": f"inbox/{file}/*.csv", "columns": columns})
        (home / "leadhouse.yml").write_text(yaml.safe_dump({"files": entries}, sort_keys=False))

    def write_history(self, home: Path) -> int:
        """Write what happened in two years; the number of rows."""
        return self._write(home, "history", is_new=False)

    def write_new_day(self, home: Path) -> int:
        """Write one more day, a hundredth of the touchpoints, late ones and merged records among them."""
        return self._write(home, "new_day", is_new=True)

    def _write(self, home: Path, name: str, is_new: bool) -> int:
        rows = 0
        for file in self._files():
            target = home / "inbox" / file / f"{name}.csv"
            target.parent.mkdir(parents=True, exist_ok=True)
            [(written,)] = self.connection.execute(
                f"copy (select * exclude (is_new) from {file} where is_new = {is_new}) to '{target}' (header)"
            ).fetchall()
            # A system without news sends nothing.
            if not written:
                target.unlink()
            rows += written
        return rows

    def _files(self) -> list[str]:
        views = self.connection.execute("select view_name from duckdb_views() where not internal order by 1").fetchall()
        return [view for (view,) in views if view not in SHARED_VIEWS]

    def _columns(self, file: str) -> list[str]:
        described = self.connection.execute(f"describe {file}").fetchall()
        return [name for name, *_ in described if name != "is_new"]
