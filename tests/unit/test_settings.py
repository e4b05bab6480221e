"""leadhouse.yml: a mistake is named with its line, its key and the nearest right one."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orchestration.engine import connect
from orchestration.errors import ConfigError
from orchestration.file_map import ColumnMap, Exclusion, FileMap
from orchestration.settings import PROJECT_ROOT, Config, Reporting, load_settings
from orchestration.sources.api.config import ApiSource
from orchestration.sync.config import SyncField, SyncKey, SyncTarget

EXAMPLE = PROJECT_ROOT / "leadhouse.example.yml"
VALID = """\
reporting: {currency: EUR, time_zone: Europe/Paris}
files:
  - entity: leads
    path: leads.csv
    columns:
      lead_id: id
      created_at: created
"""


def read(tmp_path: Path, text: str):
    path = tmp_path / "leadhouse.yml"
    path.write_text(text)
    return load_settings(path, tmp_path / "home")


@pytest.mark.parametrize("text", ['reporting: {currency: "E\x07"}', "a: " + "[" * 5000])
def test_what_no_yaml_reader_takes_is_a_message(tmp_path, text):
    with pytest.raises(ConfigError, match="leadhouse.yml cannot be read"):
        read(tmp_path, text)


@pytest.mark.parametrize("moment", ["", "2024-13-45", "yesterday", "0001-01-01T00:00+05:00"])
def test_a_moment_that_is_none_is_a_message(tmp_path, moment):
    with pytest.raises(ConfigError, match="--as-of: expected a day or moment"):
        load_settings(home=tmp_path, as_of=moment)


def test_the_example_is_valid_and_names_every_setting():
    load_settings(EXAMPLE)
    text = EXAMPLE.read_text()
    settings = [
        name
        for model in (Config, Reporting, ApiSource, FileMap, ColumnMap, Exclusion, SyncTarget, SyncKey, SyncField)
        for name in model.model_fields
    ]
    assert [name for name in settings if f"{name}:" not in text] == []


def test_a_rule_set_that_no_seed_has_is_named_with_those_that_there_are(tmp_path):
    assert read(tmp_path, "rule_set: b2c\n").rule_set == "b2c"
    with pytest.raises(ConfigError, match=r"leadhouse.yml:2: rule_set: .* Did you mean 'b2c'\? Known: b2b, b2c"):
        read(tmp_path, "keep_builds: 3\nrule_set: b2x2c\n")


def test_a_home_brings_its_own_config_unless_another_is_named(tmp_path, monkeypatch):
    home, named = tmp_path / "home", tmp_path / "named.yml"
    home.mkdir()
    (home / "leadhouse.yml").write_text(VALID)
    named.write_text(VALID.replace("EUR", "CHF"))
    if (PROJECT_ROOT / "leadhouse.yml").exists():
        pytest.skip("the project has a leadhouse.yml, which comes before that of a home")
    assert load_settings(home=home).reporting_currency == "EUR"
    monkeypatch.setenv("LEADHOUSE_CONFIG", str(named))
    assert load_settings(home=home).reporting_currency == "CHF"
    assert load_settings(home / "leadhouse.yml", home).reporting_currency == "EUR"


def test_a_valid_file_is_read(tmp_path):
    settings = read(tmp_path, VALID)
    assert (settings.reporting_currency, settings.time_zone, settings.keep_builds) == ("EUR", "Europe/Paris", 10)
    assert settings.files[0].columns["lead_id"].source_columns == ["id"]
    assert settings.home.current == (tmp_path / "home" / "published" / "current")


def test_no_config_means_no_files(tmp_path):
    assert read(tmp_path, "").files == []


def test_argument_beats_environment_beats_default(tmp_path, monkeypatch):
    monkeypatch.setenv("LEADHOUSE_HOME", str(tmp_path / "environment"))
    config = tmp_path / "leadhouse.yml"
    config.write_text("as_of: 2024-05-31")
    assert load_settings(config).home.path == tmp_path / "environment"
    assert load_settings(config, tmp_path / "argument").home.path == tmp_path / "argument"
    assert load_settings(config).as_of == datetime(2024, 5, 31, tzinfo=UTC)
    assert load_settings(config, as_of="2024-01-01T02:00+02:00").as_of == datetime(2024, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("path:", "pth:", r":4: files\.0\.pth: unknown key\. Did you mean 'path'\?"),
        ("currency:", "curency:", r":1: reporting\.curency: unknown key\. Did you mean 'currency'\?"),
        ("leads\n", "leeds\n", r":3: files\.0\.entity: there is no entity 'leeds'\. Did you mean 'leads'\?"),
        (
            "lead_id: id",
            "lead_di: id",
            r":6: files\.0\.columns\.lead_di: leads has no such column\. Did you mean 'lead_id'",
        ),
        ("lead_id: id", "lead_id: {colum: id}", r":6: .*colum: unknown key\. Did you mean 'column'\?"),
        ("lead_id: id", "lead_id: {}", r":6: .*lead_id: name exactly one of"),
        ("lead_id: id", "lead_id: [id]", r":6: files\.0\.columns\.lead_id: input should be a valid dictionary"),
        ("      lead_id: id\n", "", r":3: .*leads needs lead_id"),
        ("Europe/Paris", "Europe/Pari", r":1: reporting\.time_zone: 'Europe/Pari' is not a time zone"),
        ("EUR", "euro", r":1: reporting\.currency: .*not 'euro'"),
        ("reporting:", "keep_builds: ten\nreporting:", r":1: keep_builds: .*valid integer.*not 'ten'"),
        ("reporting:", "as_of: soon\nreporting:", r":1: as_of: .*datetime"),
        ("leads.csv", "leads.csv\n    encoding: utf-9", r":5: files\.0\.encoding: 'utf-9' is not an encoding"),
        ("leads.csv", "leads.dat", r":3: files\.0: the suffix of 'leads\.dat' says no format"),
        ("created_at: created", "created_at: {column: c, formats: dmy}", r":7: .*'dmy' is not a date format"),
    ],
)
def test_O09_a_mistake_is_named_with_line_and_remedy(tmp_path, old, new, message):
    assert old in VALID
    with pytest.raises(ConfigError, match=message):
        read(tmp_path, VALID.replace(old, new, 1))


@pytest.mark.parametrize("key", ["rule_set", "as_of", "loader_schemas", "time_zone", "currency"])
@pytest.mark.parametrize("template", ["{{ env_var('HOME') }}", "{% do run_query('drop schema raw_files') %}"])
def test_O08_a_template_is_no_setting(tmp_path, key, template):
    """What dbt is given as a variable is one of a few known words, a moment, or a plain name."""
    value = {"salesforce": template} if key == "loader_schemas" else template
    content = {"reporting": {key: value}} if key in {"time_zone", "currency"} else {key: value}
    with pytest.raises(ConfigError, match=key):
        read(tmp_path, json.dumps(content))


def test_O09_a_key_given_twice_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r":5: the key 'path' stands here twice \(first in line 4\)"):
        read(tmp_path, VALID.replace("    path: leads.csv\n", "    path: leads.csv\n    path: b.csv\n"))


@pytest.mark.parametrize("text", ["!!python/object/apply:os.system [id]", "as_of: !!python/name:os.system"])
def test_O09_a_tag_cannot_name_python(tmp_path, text):
    with pytest.raises(ConfigError, match="the tag .*python.* is not allowed"):
        read(tmp_path, text)


@pytest.mark.parametrize(("text", "message"), [("files: [", ":1: not valid YAML"), ("- a", ":1: expected keys like")])
def test_O09_broken_yaml_is_named_with_its_line(tmp_path, text, message):
    with pytest.raises(ConfigError, match=message):
        read(tmp_path, text)


def test_O09_an_alias_that_contains_itself_ends(tmp_path):
    with pytest.raises(ConfigError, match="alias that contains itself"):
        read(tmp_path, "reporting: &a\n  currency: *a")


def test_words_stay_words(tmp_path):
    text = VALID.replace("created_at: created", "created_at: created\n      country: {constant: NO}")
    assert read(tmp_path, text).files[0].columns["country"].constant == "NO"


@pytest.mark.parametrize("path", ["http://127.0.0.1/leads.csv", "file:///etc/passwd.csv", "s3://bucket/leads.csv"])
def test_O10_an_address_is_no_path(tmp_path, path):
    with pytest.raises(ConfigError, match="is an address"):
        read(tmp_path, VALID.replace("leads.csv", path))


def test_a_missing_config_says_how_to_get_one(tmp_path):
    with pytest.raises(ConfigError, match="leadhouse init"):
        load_settings(tmp_path / "none.yml")


def test_threads_must_be_a_number(tmp_path, monkeypatch):
    monkeypatch.setenv("LEADHOUSE_THREADS", "many")
    with pytest.raises(ConfigError, match="LEADHOUSE_THREADS"):
        read(tmp_path, VALID)


def test_a_step_of_a_run_takes_no_more_than_it_may(tmp_path, monkeypatch):
    monkeypatch.setenv("LEADHOUSE_THREADS", "1")
    monkeypatch.setenv("LEADHOUSE_MEMORY", "512MiB")
    with connect(tmp_path / "marts.duckdb") as connection:
        asked = "select current_setting('threads'), current_setting('memory_limit')"
        assert connection.sql(asked).fetchone() == (1, "512.0 MiB")
