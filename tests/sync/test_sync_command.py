"""`leadhouse sync` as a user types it, what `status` says of it, and its assets."""

import json
import re

import pytest
from click.testing import CliRunner
from dagster import AssetKey, materialize

from orchestration.cli import main
from orchestration.settings import load_settings
from orchestration.surroundings import Surroundings
from orchestration.sync_assets import synced_destinations
from tests.sync.world import World, people

CONFIG = """\
sync:
  - to: csv
    name: for_sales
    directory: out
    key: {field: email, column: people_pii.email}
    fields: {score: lead_scores.lead_score}
    after_publish: true
  - to: csv
    name: by_hand
    directory: out
    key: {field: email, column: people_pii.email}
    fields: {score: lead_scores.lead_score}
"""


def home_with(tmp_path, config=CONFIG):
    """A published build of four people, and a configuration beside it."""
    World(tmp_path, None, "csv", directory="unused").publish(people(4))
    (tmp_path / "leadhouse.yml").write_text(config)
    return tmp_path


def leadhouse(home, *arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, [*arguments, "--home", str(home)])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    return result.output


def test_without_confirm_nothing_is_written(tmp_path):
    home = home_with(tmp_path)
    said = leadhouse(home, "sync", "for_sales")
    assert "4 would be sent" in said
    assert "0 write" in said
    assert "example.test" not in said
    assert not (home / "out").exists()
    assert "synced" not in leadhouse(home, "status")


def test_with_confirm_it_is_and_status_says_so(tmp_path):
    home = home_with(tmp_path)
    assert "4 accepted" in leadhouse(home, "sync", "for_sales", "--confirm")
    assert len(list((home / "out").iterdir())) == 1
    said = leadhouse(home, "status")
    assert re.search(r"synced +for_sales, \d+ \w+ ago: done, 4 rows accepted, 0 rejected", said)


def test_the_book_answers_questions(tmp_path):
    home = home_with(tmp_path)
    assert "Nothing has been synced yet" in leadhouse(home, "sync", "--ask", "from runs", code=1)
    leadhouse(home, "sync", "for_sales", "--confirm")
    said = leadhouse(home, "sync", "--ask", "select outcome, count(*) as rows from changes group by outcome")
    assert re.search(r"accepted\s+4\b", said)
    assert "Cannot execute statement" in leadhouse(home, "sync", "--ask", "delete from accepted", code=1)


def test_a_destination_that_nobody_configured_is_named_with_those_that_there_are(tmp_path):
    home = home_with(tmp_path)
    assert "Did you mean 'for_sales'?" in leadhouse(home, "sync", "for_sale", code=2)
    assert leadhouse(home, "sync").splitlines() == ["for_sales  csv", "by_hand  csv"]


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("score: lead_scores.", "score: {columns: x.", "unknown key. Did you mean 'column'?"),
        ("lead_scores.lead_score", "lead_score", "leadhouse.yml:6: sync.0.fields.score.column: 'lead_score' is not"),
        ("by_hand", "for_sales", "has the same name"),
        ("to: csv", "to: hubspot", "say in 'base_url' where it is"),
    ],
)
def test_a_mistake_in_the_configuration_is_named_with_its_line(tmp_path, right, wrong, said):
    (tmp_path / "leadhouse.yml").write_text(CONFIG.replace(right, wrong).replace("x.lead_score}", "x.y}}"))
    assert said in leadhouse(tmp_path, "sync", code=2)


def test_a_destination_is_an_asset_behind_the_published_build_if_it_asks_for_it(tmp_path):
    home = home_with(tmp_path)
    (one,) = synced_destinations(load_settings(home=home))
    assert one.keys == {AssetKey(["sync", "for_sales"])}
    assert one.asset_deps[AssetKey(["sync", "for_sales"])] == {AssetKey("published_build")}
    done = materialize([one], resources={"surroundings": Surroundings(home=str(home))})
    (event,) = done.asset_materializations_for_node("sync__for_sales")
    told = {name: value.value for name, value in event.metadata.items()}
    assert (told["accepted"], told["rejected"], told["status"]) == (4, 0, "done")
    assert "example.test" not in json.dumps(told)


def test_without_a_configuration_there_is_no_such_asset(tmp_path):
    assert synced_destinations(load_settings(home=tmp_path)) == []
