"""The reference pages, written from what they tell of. `make docs` writes them to docs/reference/.

Nobody edits them; a test says when they are stale.
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import click
import yaml
from pydantic import BaseModel

PROJECT_ROOT = Path(__file__).parents[1]
REFERENCE = PROJECT_ROOT / "docs" / "reference"
MODELS = PROJECT_ROOT / "dbt_project" / "models"
NOTE = "\n<!-- Written by `make docs`; edit what it tells of. -->\n"


def pages() -> dict[str, str]:
    """Each page by its name."""
    return {
        "commands.md": commands(),
        "settings.md": settings(),
        "marts.md": marts(),
        "metrics.md": metrics(),
        "seeds.md": seeds(),
        "words.md": words(),
    }


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    cells = [[" ".join(str(cell).split()).replace("|", "\\|") for cell in row] for row in rows]
    return [f"| {' | '.join(row)} |".replace("|  |", "| |") for row in [head, ["---"] * len(head), *cells]]


def _page(title: str, intro: str, *sections: list[str]) -> str:
    return "\n".join([f"# {title}", NOTE, intro, *(line for section in sections for line in ["", *section])]) + "\n"


def _read_yaml(path: Path) -> dict:
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)


# Commands


def _commands(group: click.Group, path: str) -> list[tuple[str, click.Command]]:
    found = []
    for name, command in sorted(group.commands.items()):
        is_group = isinstance(command, click.Group)
        found += _commands(command, f"{path} {name}") if is_group else [(f"{path} {name}", command)]
        if is_group and command.invoke_without_command:
            found.append((f"{path} {name}", command))
    return sorted(found, key=lambda each: each[0])


def _command(path: str, command: click.Command) -> list[str]:
    context = click.Context(command, info_name=path)
    usage = " ".join(command.collect_usage_pieces(context))
    options = [record for parameter in command.params if (record := parameter.get_help_record(context))]
    lines = [f"## {path}", "", " ".join((command.help or "").split()), "", f"    {path} {usage}"]
    return [*lines, "", *_table(["option", "what it does"], [[f"`{flags}`", text] for flags, text in options])]


def commands() -> str:
    from orchestration.cli import main
    from orchestration.cli_options import EXIT_CODES

    exit_codes = _table(["exit code", "what it says"], [[str(code), said] for code, said in EXIT_CODES.items()])
    intro = "What `leadhouse --help` and `leadhouse <command> --help` say, on one page."
    return _page(
        "Commands", intro, exit_codes, *(_command(path, command) for path, command in _commands(main, "leadhouse"))
    )


# Settings


def _told(kind: Any) -> str:
    """A type as a user would say it."""
    arguments = [each for each in get_args(kind) if each is not type(None)]
    if get_origin(kind) is Literal:
        return ", ".join(f"`{each}`" for each in arguments)
    if get_origin(kind) is list:
        return f"list of {_told(arguments[0])}"
    if get_origin(kind) is dict:
        return "pairs"
    if arguments:
        return _told(arguments[0])
    plain = {str: "text", int: "whole number", bool: "true or false", Path: "path", timedelta: "time, like `2h`"}
    return plain.get(kind, kind.__name__ if kind.__module__.startswith("orchestration") else kind.__name__.lower())


def _default(field: Any) -> str:
    value = field.get_default(call_default_factory=True)
    if field.is_required():
        return "needed"
    if isinstance(value, BaseModel):
        return ""
    return f"`{str(value).lower() if isinstance(value, bool) else value}`" if value not in (None, "", [], {}) else ""


def _fields(name: str, model: Any) -> list[str]:
    rows = [[f"`{key}`", _told(field.annotation), _default(field)] for key, field in model.model_fields.items()]
    return [f"## {name}", "", *_table(["key", "holds", "default"], rows)]


def settings() -> str:
    from orchestration.settings import INNER, Config

    intro = (
        "What `leadhouse.yml` may say; [leadhouse.example.yml](../../leadhouse.example.yml) shows what each\n"
        "key means. A key that there is not is an error that names the nearest one."
    )
    inner = (_fields(f"`{name}`", model) for name, model in INNER.items())
    return _page("Settings", intro, _fields("At the top", Config), *inner)


# Marts, metrics, seeds, words


def words_by_block() -> dict[str, str]:
    text = (PROJECT_ROOT / "dbt_project" / "docs" / "definitions.md").read_text(encoding="utf-8")
    return dict(re.findall(r"\{% docs (\w+) %\}\n(.*?)\n\{% enddocs %\}", text, re.DOTALL))


def _explained(text: str) -> str:
    blocks = words_by_block()
    return re.sub(r"\{\{ doc\('(\w+)'\) \}\}", lambda match: blocks[match[1]], text)


def _marts() -> list[tuple[str, dict]]:
    files = (MODELS / "marts").rglob("*.yml")
    found = [(path.parent.name, model) for path in files for model in _read_yaml(path)["models"]]
    return sorted(found, key=lambda each: (each[0], each[1]["name"]))


def _mart(question: str, model: dict) -> list[str]:
    rows = [
        [f"`{column['name']}`", column["data_type"], _explained(column["description"])] for column in model["columns"]
    ]
    about = " ".join(_explained(model["description"]).split())
    return [f"## {question}.{model['name']}", "", about, "", *_table(["column", "type", "means"], rows)]


def marts() -> str:
    intro = (
        "Names and meanings here are a contract with every reader. Times are UTC; days are of the reporting zone,\n"
        "money is in the reporting currency, shares are 0 to 1. How each is computed, from what source, and what it\n"
        "can't show: [methods](../methods.md)."
    )
    return _page("Marts", intro, *(_mart(*each) for each in _marts()))


def metrics() -> str:
    files = sorted((MODELS / "metrics").glob("*.yml"))
    found = sorted((metric for path in files for metric in _read_yaml(path)["metrics"]), key=lambda each: each["name"])
    rows = [[f"`{metric['name']}`", metric["type"], _explained(metric["description"])] for metric in found]
    intro = "What `mf query` knows: [how to ask](../how-to/ask-for-metrics.md)."
    return _page("Metrics", intro, _table(["metric", "kind", "means"], rows))


def _seed(question: str, seed: dict) -> list[str]:
    """Without its rows: who changes one need not write this page anew."""
    about = " ".join(_explained(seed["description"]).split())
    columns = ", ".join(f"`{name}`" for name in seed["config"]["column_types"])
    rows = [
        [f"`{column['name']}`", _explained(column["description"])]
        for column in seed.get("columns", [])
        if "description" in column
    ]
    lines = [f"## {question}/{seed['name']}", "", about, ""]
    lines += [f"[{seed['name']}.csv](../../seeds/{question}/{seed['name']}.csv): {columns}"]
    return [*lines, "", *_table(["column", "means"], rows)] if rows else lines


def seeds() -> str:
    files = sorted((PROJECT_ROOT / "seeds").rglob("*.yml"))
    found = [(path.parent.name, seed) for path in files for seed in _read_yaml(path)["seeds"]]
    intro = (
        "Every number, threshold and mapping that a person may want to change is a row of one of these files, with a\n"
        "`note` that says why. After a change: `leadhouse run`, with `--select lead_score` for one question's rules."
    )
    return _page("Seeds", intro, *(_seed(*each) for each in sorted(found, key=lambda each: (each[0], each[1]["name"]))))


def words() -> str:
    split = {block: re.fullmatch(r"(.*) \(([^()]*)\)", text, re.DOTALL) for block, text in words_by_block().items()}
    rows = [[f"`{block}`", match[2], match[1]] for block, match in split.items()]
    intro = "One word per thing, in SQL, YAML, Python and these pages, and what it is called in Chinese."
    return _page("Words", intro, _table(["word", "中文", "means"], rows))


if __name__ == "__main__":
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
