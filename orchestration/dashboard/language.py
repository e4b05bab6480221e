"""The words of a page in one language: `texts/<language>.yml`."""

import re
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from orchestration.pages import PAGES


class Language:
    """What the page says, and how it calls things that data know by a code."""

    def __init__(self, code: str) -> None:
        told = yaml.safe_load((files("orchestration.dashboard") / "texts" / f"{code}.yml").read_text(encoding="utf-8"))
        self.code = code
        self.page = PAGES[code]
        self.names: dict[str, str] = told.pop("names")
        self.texts = dict(_flat(told))

    def text(self, key: str, **values: object) -> str:
        return self.texts[key].format(**values) if values else self.texts[key]

    def name(self, code: str) -> str:
        """What people call a code; one without a name, in its own words, as `numbers.js` has it."""
        return self.names.get(code, code.replace("_", " ").capitalize())

    def sentence(self, key: str, values: dict[str, Any]) -> str:
        """A text with values in it: codes by their names, a day by its month."""
        told = {name: self.name(value) if isinstance(value, str) else value for name, value in values.items()}
        if "month" in values:
            told["month"] = date.fromisoformat(values["month"]).strftime(self.text("page.month"))
        return re.sub(r"(?<!\w)-(?=\d)", "−", self.text(key, **told))

    def of_part(self, part: str) -> dict[str, str]:
        """All texts of a part, for scripts, which fill them in themselves."""
        return {key.removeprefix(f"{part}."): text for key, text in self.texts.items() if key.startswith(f"{part}.")}

    def translated(self, told: Any) -> Any:
        """The same, with the text in place of every `@key`."""
        if isinstance(told, dict):
            return {key: self.translated(value) for key, value in told.items()}
        if isinstance(told, list | tuple):
            return [self.translated(value) for value in told]
        return self.text(told[1:]) if isinstance(told, str) and told.startswith("@") else told


def languages() -> list[Language]:
    return [Language(code) for code in PAGES]


def _flat(told: dict, path: str = "") -> Any:
    for key, value in told.items():
        name = f"{path}.{key}" if path else key
        if isinstance(value, dict):
            yield from _flat(value, name)
        else:
            yield name, value
