"""What `leadhouse run --select` makes anew is whole: nothing that reads it is left as it was."""

import json
from pathlib import Path

import pytest

from orchestration.selection import LAST_STEPS, folders_of, selected_assets, selectors
from tests.plain_dbt import dbt

ROOT = Path(__file__).parents[2]


@pytest.fixture
def selected(manifest, tmp_path) -> list[list[str]]:
    """What is made anew for the score, by the manifest."""
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest))
    return selected_assets(file, folders_of("lead_score"))


def test_all_that_reads_a_question_is_made_anew_with_it_and_nothing_else(manifest, selected):
    assert tuple(step for [step] in selected[-3:]) == LAST_STEPS
    nodes = {name: node for name, node in manifest["nodes"].items() if node["resource_type"] in {"seed", "model"}}
    names = {name for name, node in nodes.items() if [node["schema"], node["name"]] in selected}
    assert len(names) == len(selected) - len(LAST_STEPS)
    assert {"seed.leadhouse.scoring_rules", "model.leadhouse.lead_scores", "model.leadhouse.hot_leads"} <= names
    assert "model.leadhouse.touchpoints" not in names
    for name, node in nodes.items():
        is_own = "/lead_score/" in node["original_file_path"]
        reads_of_it = not names.isdisjoint(node["depends_on"].get("nodes", []))
        assert (name in names) == (is_own or reads_of_it), name


@pytest.mark.parametrize("paths", [folders_of("lead_score"), ["seeds/lead_score/scoring_rules.csv"]])
def test_dbt_finds_the_same_by_the_paths(manifest, tmp_path, empty_copy, paths):
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(manifest))
    kinds = ("--resource-type", "model", "--resource-type", "seed")
    chosen = ("--output", "name", "--select", *selectors(paths))
    listed = dbt("--quiet", "--no-write-json", "ls", *kinds, *chosen, home=empty_copy)
    assert listed.returncode == 0, listed.stdout
    assert set(listed.stdout.split()) == {key[-1] for key in selected_assets(file, paths)} - set(LAST_STEPS)
