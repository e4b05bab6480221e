"""The scripts of others that are written into the page."""

import os
from functools import cache
from importlib.metadata import version
from pathlib import Path

from orchestration.dbt_build import READ


@cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as packaged with vl-convert, which takes seconds to write them: once a release."""
    # Beside what dbt has read of the project: it is the same for every home.
    kept = READ / f"vega-{version('vl-convert-python')}.js"
    if not kept.exists():
        _write_whole(kept)
    return kept.read_bytes().decode("utf-8")


def _write_whole(kept: Path) -> None:
    """Whoever is killed here leaves a file that nobody reads."""
    import vl_convert

    kept.parent.mkdir(parents=True, exist_ok=True)
    fresh = kept.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(vl_convert.javascript_bundle().encode("utf-8"))
    fresh.replace(kept)
