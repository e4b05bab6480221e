"""From sections to one HTML file that asks no server for anything."""

import base64
import hashlib
from datetime import UTC, datetime
from importlib.resources import files

import jinja2
import vl_convert

from orchestration.dashboard.figures import Section
from orchestration.dashboard.texts import text, words

RESOURCES = files("orchestration.dashboard")


def render(sections: list[Section], build_id: str, as_of: datetime, currency: str) -> str:
    """The page. Every text is escaped, and its policy runs no script but the two that are written into it."""
    moment = as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC)
    # The bundle is Vega, Vega-Lite and Vega-Embed as packaged with vl-convert.
    scripts = [vl_convert.javascript_bundle(), _resource("page.js")]
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.filters["words"] = words
    environment.globals["text"] = text
    return environment.from_string(_resource("page.html")).render(
        sections=sections,
        specs={figure.key: figure.spec() for section in sections for figure in section.figures if figure.chart},
        build_id=build_id,
        as_of=f"{moment:%-d %B %Y, %H:%M} UTC",
        as_of_day=f"{moment:%-d %b %Y}",
        as_of_iso=moment.isoformat(),
        currency=currency,
        style=_resource("page.css"),
        scripts=scripts,
        script_hashes=" ".join(_hash(script) for script in scripts),
    )


def _resource(name: str) -> str:
    return (RESOURCES / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    """As a Content-Security-Policy names a script that may run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
