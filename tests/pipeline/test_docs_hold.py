"""What pages say is so: commands run, links lead somewhere, the reference is the code's, both READMEs say the same."""

import re
import shlex
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from tests import reference

PROJECT_ROOT = Path(__file__).parents[2]
PAGES = sorted([*PROJECT_ROOT.glob("*.md"), *(PROJECT_ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What only reads, and so is run as it stands; of other commands only the words are checked.
STANDS_FOR_A_PERSON = {"PERSON", "<person_id>"}
READERS = {"builds", "dashboard", "explain", "export", "query", "quarantine list", "status"}


def named(pages: list[Path]) -> list:
    return [pytest.param(page, id=str(page.relative_to(PROJECT_ROOT))) for page in pages]


def without_code(text: str) -> str:
    return FENCE.sub("", text)


def anchors(page: Path) -> set[str]:
    """What a heading is linked by: its words in lower case, joined by hyphens."""
    headings = re.findall(r"^#+ (.+)$", without_code(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", named(PAGES))
def test_every_link_leads_somewhere(page):
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(page.read_text(encoding="utf-8"))):
        path, _, anchor = link.partition("#")
        target = (page.parent / path) if path else page
        if re.match(r"[a-z]+:", link):
            continue
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert not lost


def test_the_reference_is_what_the_code_says():
    on_disk = {path.name: path.read_text(encoding="utf-8") for path in reference.REFERENCE.glob("*.md")}
    stale = sorted(name for name, text in reference.pages().items() if on_disk.get(name) != text)
    assert not stale, f"`make docs` writes {', '.join(stale)} anew"
    assert on_disk.keys() == reference.pages().keys()


def test_both_readmes_say_the_same():
    english, chinese = ((PROJECT_ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md"))
    for part in (outline, examples, names, links):
        assert part(english) == part(chinese)


def outline(text: str) -> list[str | int]:
    return [*re.findall(r"^(#+) ", without_code(text), re.MULTILINE), text.count("\n|")]


def examples(text: str) -> list[tuple[str, str]]:
    """Code without its comments, which are in the page's own language."""
    return [(language, re.sub(r" *#.*", "", code)) for language, code in FENCE.findall(text)]


def names(text: str) -> list[str]:
    """Commands, tests and folders, as often as they stand there."""
    return sorted(re.findall(r"`((?:leadhouse |make |dbt |tests/|seeds/)[^`]*)`", text))


def links(text: str) -> list[str]:
    return sorted(link for link in re.findall(r"\]\(([^)#]+)\)", text) if not link.startswith("README"))


def commands(page: Path) -> list[str]:
    """What follows `leadhouse` in code of the page, without what stands for the reader's own words."""
    text = page.read_text(encoding="utf-8")
    fenced = [line for language, code in FENCE.findall(text) if language == "sh" for line in code.splitlines()]
    inline = re.findall(r"`(leadhouse [^`]+)`", without_code(text))
    found = [line.removeprefix("leadhouse ") for line in [*fenced, *inline] if line.startswith("leadhouse ")]
    return [command for command in found if not command.startswith(("<", "--"))]


def resolved(words: list[str]) -> tuple[str, click.Command, list[str]]:
    """The command's name, the command, and what is given to it."""
    group, name = main, []
    while words and isinstance(group, click.Group) and words[0] in group.commands:
        name.append(words[0])
        group, words = group.commands[words[0]], words[1:]
    assert name, f"there is no command {words}"
    return " ".join(name), group, words


def told(page: Path) -> list[tuple[str, list[str]]]:
    """Commands that the page tells, by name, with what is given to each; a word that the command doesn't know fails."""
    found = []
    for line in commands(page):
        name, command, given = resolved(shlex.split(line, comments=True))
        command.make_parser(click.Context(command, info_name=name)).parse_args(list(given))
        found.append((name, given))
    return found


GUIDES = [page for page in PAGES if commands(page) and "reference" not in page.parts]


@pytest.mark.parametrize("page", named(GUIDES))
def test_every_command_of_a_page_is_one(page):
    assert told(page)


def test_the_method_of_every_mart_is_told():
    methods = (PROJECT_ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    told_marts = set(re.findall(r"\b\w+(?=`)", methods))
    assert not {path.stem for path in (reference.MODELS / "marts").rglob("*.sql")} - told_marts


def test_every_target_of_make_is_one():
    targets = set(re.findall(r"^([\w-]+):", (PROJECT_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    text = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    told_targets = set(re.findall(r"(?:^|`)make ([\w-]+)", text, re.MULTILINE))
    assert {"run", "test"} <= told_targets <= targets


def to_read() -> list[tuple[str, list[str]]]:
    """Commands of any page that only read, each once."""
    found = {
        (name, *given) for page in GUIDES for name, given in told(page) if name in READERS and "--live" not in given
    }
    return [(name, given) for name, *given in sorted(found)]


@pytest.mark.parametrize(("name", "given"), to_read(), ids=lambda part: part if isinstance(part, str) else "")
def test_what_pages_tell_to_read_can_be_read(name, given, demo_home, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LEADHOUSE_HOME", str(demo_home))
    keenest = "select person_id from lead_score.lead_scores order by lead_score desc limit 1"
    person = CliRunner().invoke(main, ["query", keenest, "--csv"]).output.split()[-1]
    words = [person if word in STANDS_FOR_A_PERSON else word for word in given]
    done = CliRunner().invoke(main, [*name.split(), *words, *(["--print"] if name == "dashboard" else [])])
    assert done.exit_code == 0, done.output
