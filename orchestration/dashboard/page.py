"""From sections to one HTML file that asks no server for anything."""

import base64
import gzip
import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import jinja2

from orchestration.dashboard.bundle import vega_bundle
from orchestration.dashboard.figures import Dataset, Section
from orchestration.dashboard.filters import Filters
from orchestration.dashboard.language import Language
from orchestration.dashboard.overview import HEADLINE_ROWS

RESOURCES = files("orchestration.dashboard")
# Each uses what stands before it.
SCRIPTS = ("unpack", "numbers", "formulas", "rows", "flow", "theme", "filters", "headlines", "page")
# Parts of the texts that scripts fill in.
SPOKEN = ("labels", "script", "behind", "filter")
# After the point: those of the marts' shares, so that a ratio made of them in the page is the mart's.
DIGITS = 9


def render(
    language: Language,
    languages: list[Language],
    sections: list[Section],
    choices: Filters,
    build_id: str,
    as_of: datetime,
    currency: str,
) -> str:
    """The page in a language, with links to those in others.

    Every text is escaped, and the page's policy runs no script but the two that are written into it.
    """
    moment = as_of.replace(tzinfo=UTC) if as_of.tzinfo is None else as_of.astimezone(UTC)
    scripts = [vega_bundle(), _own_script()]
    environment = jinja2.Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.globals["text"] = language.text
    return environment.from_string(_resource("page.html")).render(
        language=language,
        languages=languages,
        sections=sections,
        choices=choices,
        told=packed(_told(language, sections, choices, currency)),
        build_id=build_id,
        as_of=moment.strftime(language.text("page.moment")),
        as_of_day=moment.strftime(language.text("page.day")),
        as_of_iso=moment.isoformat(),
        currency=currency,
        style=_resource("page.css"),
        scripts=scripts,
        script_hashes=" ".join(_hash(script) for script in scripts),
    )


def _told(language: Language, sections: list[Section], choices: Filters, currency: str) -> dict[str, Any]:
    """What the scripts know: data, how figures are made of them, and the words of the page's language."""
    figures = [
        {"key": figure.key, **language.translated(figure.as_told_to_the_page())}
        for section in sections
        for figure in section.figures
    ]
    return {
        "language": language.code,
        "currency": currency,
        "names": language.names,
        "texts": {part: language.of_part(part) for part in SPOKEN},
        "number_locale": json.loads(language.text("page.number_locale")),
        "time_locale": json.loads(language.text("page.time_locale")),
        "filters": {
            "picked": {
                "period": choices.first_period,
                **{name: options[0] for name, options in choices.options.items() if options},
            },
            "periods": [asdict(period) for period in choices.periods],
        },
        "headlines": {
            "rows": asdict(HEADLINE_ROWS),
            "shown": [asdict(headline) for section in sections for headline in section.headlines],
        },
        "datasets": {dataset.name: _in_lists(dataset) for section in sections for dataset in section.datasets},
        "figures": figures,
    }


def packed(told: dict[str, Any]) -> str:
    """Small, and without a letter that could end the script element it lies in. `unpack.js` reads it.

    The same every time: no moment is written into it.
    """
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    # The level after which a page gets hardly smaller, and is packed three times as fast.
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=6, mtime=0)).decode()


def _in_lists(dataset: Dataset) -> dict[str, Any]:
    """Rows without the names of their fields, and with texts as numbers of a list: `rows.js` unpacks them."""
    fields = list(dataset.rows[0]) if dataset.rows else []
    words = {
        place: sorted({row[field] for row in dataset.rows if row[field] is not None})
        for place, field in enumerate(fields)
        if any(isinstance(row[field], str) for row in dataset.rows)
    }
    numbers = {place: {word: number for number, word in enumerate(found)} for place, found in words.items()}
    return {
        "fields": fields,
        "words": {fields[place]: found for place, found in words.items()},
        "totals": dataset.totals,
        "rows": [
            [
                numbers[place].get(value) if place in numbers else _short(value)
                for place, value in enumerate(row.values())
            ]
            for row in dataset.rows
        ],
    }


def _short(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return int(value) if value.is_integer() else round(value, DIGITS)


def _own_script() -> str:
    parts = "\n".join(_resource(f"scripts/{name}.js") for name in SCRIPTS)
    return f"(async () => {{\n{parts}}})();\n"


def _resource(name: str) -> str:
    return (RESOURCES / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    """As a Content-Security-Policy names a script that may run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
