"""How long every mart takes, without dbt's own time: `python -m tests.benchmarks.marts --touchpoints 10000000`.

The population of `leadhouse bench`, loaded through the gate. Prints the seconds of each question and of the slowest
models, and the most memory held.
"""

import argparse
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from orchestration.bench.population import Population
from orchestration.books import copy_books
from orchestration.ledger import Ledger
from tests.benchmarks.identity import compiled_manifest
from tests.benchmarks.told import tell_totals
from tests.compiled_models import build, looking_from, models_up_to
from tests.whole_build import WholeBuild

SHOWN = 25
HISTORY_ENDS = datetime(2026, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--touchpoints", type=int, default=10_000_000)
    parser.add_argument("--folders", nargs="*", default=[], help="only these folders of models and what they read")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="marts") as directory:
        home = Path(directory)
        manifest = compiled_manifest(home)
        wanted = {model.name for model in models_up_to(manifest, *arguments.folders)}
        models = [model for model in looking_from(models_up_to(manifest), HISTORY_ENDS) if model.name in wanted]
        population = Population(arguments.touchpoints)
        population.write_map(home)
        population.write_history(home)
        whole = WholeBuild(home, models)
        whole.load(home / "leadhouse.yml")
        copy_books(whole.settings(), Ledger(whole.settings().home.ledger))
        with whole.connect() as warehouse:
            warehouse.execute("set memory_limit = '4GB'")
            seconds = build(warehouse, models)
    folders = {model.name: model.folder for model in models}
    by_folder = Counter()
    for name, took in seconds.items():
        by_folder[folders[name]] += took
    for folder, took in by_folder.most_common():
        print(f"{took:8.2f} s  {folder}")
    print()
    for name, took in Counter(seconds).most_common(SHOWN):
        print(f"{took:8.2f} s  {name}")
    tell_totals(sum(seconds.values()), "all models", arguments.touchpoints)


if __name__ == "__main__":
    main()
