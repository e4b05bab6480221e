"""Runs killed at any moment: `python -m tests.faults.chaos [--kills 100] [--people 300]`.

After each kill readers must have a whole, audited build; in the end one more run must give the marts of a run that
nobody disturbed. It stops at the first thing that does not hold.
"""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.faults.killing import finished, killed_after, whole_build_of_readers

LEADHOUSE = [sys.executable, "-m", "orchestration.cli"]


def survive(home: Path, kills: int, people: int, seed: int) -> int:
    """Kill so many runs over invented data in `home`; how many were killed before they ended."""
    chance = random.Random(seed)
    log = home / "chaos.log"
    home.mkdir(parents=True, exist_ok=True)
    seconds = finished([*LEADHOUSE, "demo", "--people", str(people), "--home", str(home)], log)
    undisturbed = whole_build_of_readers(home).marts
    again = [*LEADHOUSE, "run", "--full-refresh", "--config", str(home / "leadhouse.yml"), "--home", str(home)]
    killed = 0
    for number in range(1, kills + 1):
        moment = chance.uniform(0, seconds)
        was_killed = killed_after(again, moment, log)
        killed += was_killed
        shown = whole_build_of_readers(home)
        assert shown.marts == undisturbed, f"readers have other marts than before: {shown.build_id}"
        print(
            f"{number:>4}  {'killed' if was_killed else 'ended '} after {moment:5.1f} s, readers have {shown.build_id}"
        )
    finished(again, log)
    assert whole_build_of_readers(home).marts == undisturbed, "the marts differ from those of an undisturbed run"
    return killed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        killed = survive(Path(directory) / "home", options.kills, options.people, options.seed)
    print(f"{killed} of {options.kills} runs were killed; readers never saw one, and the next run gave the same marts.")


if __name__ == "__main__":
    main()
