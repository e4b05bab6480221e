"""`--select`: what a question's own rules and models decide is made anew; all else stays as the last build made it.

Where rows of some of its seeds are all that has changed, that is what these seeds decide.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path, PurePath
from typing import Any

from orchestration.audit_result import AUDITED_FILES, AuditResult, sha256
from orchestration.build import PROJECT_FILES, project_files
from orchestration.errors import SelectionRefused
from orchestration.found_files import something_new
from orchestration.home import Home
from orchestration.ledger import Ledger
from orchestration.lock import only_writer
from orchestration.news import OF_ONE_RUN, last_complete_run, lies_whole
from orchestration.rule_sets import one_of
from orchestration.settings import Settings

REST = "rest"
# Of the places that changed, how many a refusal names.
TOLD = 3
# After dbt: whatever was made, all of it is audited, drawn and published.
LAST_STEPS = ("audited_build", "dashboard", "published_build")


def known_question(name: str, project_root: Path) -> str:
    """The name, if a question has it. Raises ConfigError with those that do."""
    return one_of(name, _questions(project_root), "--select", "question")


def as_the_last_run(settings: Settings) -> Settings:
    """The settings of a run that looks from where the last one looked, unless they say from where.

    Raises SelectionRefused if there are files that the last run did not see, RunInProgress while another run writes.
    """
    if something_new(settings, Ledger(settings.home.ledger)):
        raise SelectionRefused("There are files that no build has seen. Run without --select.")
    with only_writer(settings.home.path):
        last = last_complete_run(settings.home)
    if last is None or settings.as_of:
        return settings
    return settings.model_copy(update={"as_of": datetime.fromisoformat(last["as_of"])})


def project_parts(project_root: Path) -> dict[str, str]:
    """Hashes of all that decides the marts: of each seed of a question, of what else is its own, and of the rest.

    A seed is called as its file is (`seeds/clv/clv_bins.csv`), what else is a question's as the question is.
    """
    questions = _questions(project_root)
    digests = {part: hashlib.sha256() for part in (*questions, REST)}
    for path in project_files(project_root, (*PROJECT_FILES, "orchestration")):
        name = path.relative_to(project_root)
        part = _part_of(name, questions)
        if part != REST and name.suffix == ".csv":
            part = name.as_posix()
        digest = digests.setdefault(part, hashlib.sha256())
        digest.update(f"{name.as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return {part: digest.hexdigest() for part, digest in digests.items()}


def selected_paths(settings: Settings, question: str) -> list[str]:
    """Where the seeds and models lie that a run of this question begins with, from the project's root.

    The seeds whose rows changed since the last complete run, if nothing else did; or else the folders of the question.
    Raises RunInProgress while another run writes.
    """
    with only_writer(settings.home.path):
        last = last_complete_run(settings.home)
    parts = project_parts(settings.project_root)
    changed = _changed(last["parts"], parts) if last and "parts" in last else set()
    is_rows = all(_is_seed_of(part, question) and part in parts and part in last["parts"] for part in changed)
    if changed and is_rows:
        return sorted(changed)
    return folders_of(question)


def folders_of(question: str) -> list[str]:
    """Where all seeds and models of a question lie, from the project's root."""
    return [f"{folder}/{question}" for folder in ("seeds", "dbt_project/models/*")]


def selected_assets(manifest: Path, paths: list[str]) -> list[list[str]]:
    """Keys of the assets of the seeds and models at these paths, of all made from them, and of the steps after dbt."""
    content = json.loads(manifest.read_text())
    made = {name: node for name, node in content["nodes"].items() if node["resource_type"] in {"seed", "model"}}
    found = {name for name, node in made.items() if _lies_at(PurePath(node["original_file_path"]), paths)}
    waiting = deque(found)
    while waiting:
        children = {child for child in content["child_map"][waiting.popleft()] if child in made} - found
        found |= children
        waiting.extend(children)
    return [[made[name]["schema"], made[name]["name"]] for name in sorted(found)] + [[step] for step in LAST_STEPS]


def selectors(paths: list[str]) -> list[str]:
    """The same seeds and models in the words of dbt, which takes seconds to find so many by their names."""
    return [f"path:{path}+" for path in paths]


def loads_hash(load_ids: Iterable[str]) -> str:
    """Equal for the same loads, in whatever order."""
    return hashlib.sha256(json.dumps(sorted(load_ids)).encode()).hexdigest()


def require_nothing_else_is_new(home: Home, variables: dict[str, Any], question: str, paths: list[str]) -> None:
    """Raise SelectionRefused unless a run with these variables differs from the last one in this question alone.

    And unless what that run made lies here, byte for byte as it was audited. `paths` are those of `selected_paths`.
    """
    last = last_complete_run(home)
    if last is None or "parts" not in last or not lies_whole(home.build):
        raise SelectionRefused(_refusal(question, "there is no complete run to start from"))
    changed = _changed(last["parts"], variables["parts"])
    if others := sorted(part for part in changed if part != question and not _is_seed_of(part, question)):
        raise SelectionRefused(_refusal(question, f"{_places(others)} changed since the last build, too"))
    if any(_is_seed_of(path, question) for path in paths) and changed != {*paths}:
        raise SelectionRefused(_refusal(question, "its files changed again after the run had begun"))
    for name, told in {
        "loads": "other files are loaded now",
        "as_of": "the last build looked from another moment",
    }.items():
        if last[name] != variables[name]:
            raise SelectionRefused(_refusal(question, told))
    if _settings(last) != _settings(variables):
        raise SelectionRefused(_refusal(question, "the settings changed since the last build"))
    audit = home.build / "audit.json"
    if not audit.exists():
        raise SelectionRefused(_refusal(question, "the last build was not audited"))
    result = AuditResult.model_validate_json(audit.read_text())
    if result.build_id != last["build_id"] or any(
        result.files[name] != sha256(home.build / name) for name in AUDITED_FILES
    ):
        raise SelectionRefused(
            _refusal(question, "what lies in the build directory is not the last build as it was audited")
        )


def _refusal(question: str, reason: str) -> str:
    return f"--select {question} would leave a build half old and half new: {reason}. Run without --select."


def _places(parts: list[str]) -> str:
    """The first of them in words."""
    first = sorted(parts, key=lambda part: part != REST)[:TOLD]
    more = f" and {len(parts) - TOLD} more" if len(parts) > TOLD else ""
    return ", ".join("the project outside the questions' folders" if part == REST else part for part in first) + more


def _changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {part for part in before.keys() | after.keys() if before.get(part) != after.get(part)}


def _lies_at(file: PurePath, paths: list[str]) -> bool:
    return any(place.match(path) for place in (file, *file.parents) for path in paths)


def _is_seed_of(part: str, question: str) -> bool:
    return PurePath(part).match(f"seeds/{question}/*.csv")


def _settings(variables: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if name not in {*OF_ONE_RUN, "project"}}


def _questions(project_root: Path) -> list[str]:
    """The folders of the marts."""
    return sorted(path.name for path in (project_root / "dbt_project" / "models" / "marts").iterdir() if path.is_dir())


def _part_of(name: PurePath, questions: list[str]) -> str:
    """The question whose folder holds a file: of seeds, or of any layer of models."""
    depth = {"seeds": 1, "dbt_project": 3}.get(name.parts[0])
    folder = name.parts[depth] if depth and len(name.parts) > depth + 1 else None
    return folder if folder in questions and name.parts[1] != "docs" else REST
