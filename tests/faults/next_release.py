"""Marts under another release of what decides them: `make test-next`.

`python -m tests.faults.next_release --into pinned.json` writes the content of every mart of a small invented company,
made by whichever packages this Python finds; `--beside pinned.json` says which marts came out otherwise there.
"""

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from orchestration.manifest import package_versions
from orchestration.sources.demo import generate
from tests.compiled_models import looking_from, models_up_to
from tests.plain_dbt import dbt
from tests.whole_build import WholeBuild

AS_OF = datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)
PEOPLE, SEED, DAYS = 250, 3, 400


def marts_of_a_small_company(directory: Path) -> dict[str, str]:
    """Content by mart, through dbt, the gate and every model."""
    empty = directory / "empty"
    built = dbt("build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test", home=empty)
    if built.returncode != 0:
        sys.exit(built.stdout)
    models = models_up_to(json.loads((empty / "target" / "manifest.json").read_text()))
    made = WholeBuild.begin(empty, directory / "home", looking_from(models, AS_OF))
    made.load(generate(directory / "company", PEOPLE, SEED, DAYS))
    return made.build()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--beside", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        marts = marts_of_a_small_company(Path(directory))
    options.into.write_text(json.dumps(marts, indent=2))
    print(f"{len(marts)} marts by {', '.join(' '.join(pair) for pair in package_versions().items())}")
    if options.beside:
        others = json.loads(options.beside.read_text())
        different = sorted(mart for mart in marts.keys() | others.keys() if marts.get(mart) != others.get(mart))
        print(*(f"  differs: {mart}" for mart in different), sep="\n")
        sys.exit(f"{len(different)} marts differ" if different else 0)


if __name__ == "__main__":
    main()
