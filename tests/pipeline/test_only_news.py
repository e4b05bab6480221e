"""A run that makes only news ends with the marts of a run that makes everything."""

import json
import random
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.sources.demo import generate
from orchestration.transform import lasting_views
from tests.compiled_models import CompiledModel, looking_from, models_up_to
from tests.plain_dbt import dbt
from tests.whole_build import WholeBuild

# In the middle of a day, so that the next run has more of it. In between a month begins, the outcomes of a snapshot are
# known, and those of a week of programmes.
FIRST = datetime(2026, 5, 29, 15, 30, tzinfo=UTC)
SECOND = FIRST + timedelta(days=5, hours=3)
PEOPLE, SEED, DAYS = 200, 3, 400
# Of the people some are drawn, and when more come others are.
SAMPLED = 110
# What comes later is one row in ten, any of them.
SHARE, CHANCE = 0.9, 2
# Whatever is compiled with it is found again by it.
COMPILED_LAST = "2001-01-01 00:00:00"
OF_ACCOUNTS = "conversion_kind in ('opportunity', 'order')"
# Of these rows the source knows nothing any more.
TAKEN_BACK = {"raw_web.page_view": 40, "raw_salesforce.lead": 15, "raw_hubspot.contact": 15, "raw_orders.orders": 25}
# A load tells some touches again, as others' touches. Later it is withdrawn, and another load lacks a row.
TOLD_AGAIN = """
    insert into raw_files.touchpoints
    select * replace (
        'told_again' as _load_id, _loaded_at + interval 1 hour as _loaded_at, 'told again' as content,
        coalesce(lead(email) over (order by rowid), email) as email
    )
    from raw_files.touchpoints
    where hash(_row_hash) % 9 = 0
"""
WITHDRAWN = """
    delete from raw_files.touchpoints
    where _load_id = 'told_again' or _row_hash = (select min(_row_hash) from raw_files.touchpoints)
"""
# And of every other row it now says what it said of another: records turn out to be one, or two after all; contacts
# change their employer, deals their account, their contact and the day on which they began.
MOVED = [
    ("raw_files.opportunities", "created_at"),
    ("raw_hubspot.contact", "property_associatedcompanyid"),
    ("raw_hubspot.deal", "property_createdate"),
    ("raw_hubspot.deal_company", "company_id"),
    ("raw_hubspot.deal_contact", "contact_id"),
    ("raw_orders.orders", "customer_id"),
    ("raw_salesforce.lead", "email"),
    ("raw_salesforce.contact", "account_id"),
    ("raw_salesforce.opportunity", "account_id"),
    ("raw_zoho.contact", "account_id"),
    ("raw_zoho.deal", "contact_id"),
    ("raw_zoho.deal", "created_time"),
]


@pytest.fixture(scope="module")
def everything(manifest) -> list[CompiledModel]:
    return models_up_to(manifest)


@pytest.fixture(scope="module")
def news(empty_build, tmp_path_factory) -> list[CompiledModel]:
    """The models as a run compiles them that makes only news."""
    home = tmp_path_factory.mktemp("compiled") / "home"
    shutil.copytree(empty_build[0], home)
    variables = {"only_news": True, "last_as_of": COMPILED_LAST}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LEADHOUSE_VARS", json.dumps(variables))
        compiled = dbt("compile", home=home)
    assert compiled.returncode == 0, compiled.stdout
    return models_up_to(json.loads((home / "target" / "manifest.json").read_text()))


def test_a_view_that_such_a_run_leaves_out_is_what_it_would_be_made(manifest, everything, news):
    left_out = {manifest["nodes"][name]["relation_name"] for name in lasting_views(manifest)}
    before, after = ({model.relation: model.sql for model in models} for models in (everything, news))
    views = {model.relation for model in everything if model.materialized == "view"}
    assert left_out < views
    assert any(before[view] != after[view] for view in views - left_out)
    assert [view for view in left_out if before[view] != after[view]] == []


def continuing(news: list[CompiledModel], last: datetime, moment: datetime) -> list[CompiledModel]:
    models = looking_from(news, moment)
    return [replace(model, sql=model.sql.replace(COMPILED_LAST, f"{last:%Y-%m-%d %H:%M:%S}")) for model in models]


def dealt(company: Path, directory: Path, share: float, chance: random.Random) -> tuple[Path, dict[Path, bytes]]:
    """Files with so large a share of the rows, any of them, and the files that bring the rest."""
    config = directory / "leadhouse.yml"
    config.write_text(re.sub(r"(path: inbox/\w+/\w+)\.", r"\1-*.", company.read_text(encoding="utf-8")))
    later = {}
    for file in sorted((company.parent / "inbox").rglob("*.*")):
        path = directory / file.relative_to(company.parent)
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = file.read_bytes().splitlines(keepends=True) if file.suffix in (".csv", ".jsonl") else []
        header = rows.pop(0) if rows and file.suffix == ".csv" else b""
        parts = {True: rows[:1], False: []}
        for row in rows[1:]:
            parts[chance.random() < share].append(row)
        path.with_stem(f"{path.stem}-1").write_bytes(header + b"".join(parts[True]) if rows else file.read_bytes())
        if parts[False]:
            later[path.with_stem(f"{path.stem}-2")] = header + b"".join(parts[False])
    return config, later


def test_only_news_and_everything_give_the_same_marts(empty_build, everything, news, tmp_path):
    company = generate(tmp_path / "company", PEOPLE, SEED, DAYS)
    config, later = dealt(company, tmp_path, SHARE, random.Random(CHANCE))
    made = WholeBuild.begin(empty_build[0], tmp_path / "home", everything)
    made.load(config)
    # Some conversions end the path of a person, some that of an account.
    with made.connect() as warehouse:
        warehouse.execute(f"update seeds.conversion_kinds set scope = 'account' where {OF_ACCOUNTS}")
        for seed in ("probability_settings", "nurture_settings"):
            warehouse.execute(f"update seeds.{seed} set value = {SAMPLED} where setting = 'max_sampled_people'")
    made.build(looking_from(everything, FIRST))

    # Late rows, new people, people who turn out to be one, and four days more.
    for path, content in later.items():
        path.write_bytes(content)
    made.load(config)
    with made.connect() as warehouse:
        warehouse.execute(TOLD_AGAIN)
    continued = tables(made, continuing(news, FIRST, SECOND), only_news=True)
    [(with_news, people)] = made.query("""
        select (select count(*) from intermediate.int_person_news), (select count(*) from intermediate.int_people)
    """)
    assert 0 < with_news < people
    assert different(tables(made, looking_from(everything, SECOND)), continued) == set()

    # Rows are taken back, others are told anew, and an hour passes.
    with made.connect() as warehouse:
        for table, one_in in TAKEN_BACK.items():
            warehouse.execute(f"delete from {table} where hash(_row_hash) % {one_in} = 0")
        for table, column in MOVED:
            warehouse.execute(f"""
                update {table} as told set {column} = others.{column}
                from (select rowid as place, lead({column}) over (order by rowid) as {column} from {table}) as others
                where told.rowid = others.place and others.{column} is not null and hash(_row_hash) % 2 = 0
            """)
        warehouse.execute(WITHDRAWN)
        # Whoever is a member of one now has had a programme, and knows nothing of it.
        warehouse.execute("update raw_salesforce.campaign set type = 'Webinar'")
        warehouse.execute("update raw_files.campaigns set campaign_type = 'fair', utm_source = 'fair'")
    third = SECOND + timedelta(hours=1)
    continued = tables(made, continuing(news, SECOND, third), only_news=True)
    assert different(tables(made, looking_from(everything, third)), continued) == set()


def tables(made: WholeBuild, models: list[CompiledModel], only_news: bool = False) -> dict[str, object]:
    """The content of each mart and of each table that is kept: few people bring little of what is kept into a mart."""
    content = made.build(models, only_news)
    with made.connect() as warehouse:
        for model in models:
            if model.news:
                rows = warehouse.sql(f"select sum(hash(kept)) from {model.relation} as kept")
                [content[model.name]] = rows.fetchone()
    return content


def different(tables: dict[str, object], others: dict[str, object]) -> set[str]:
    """The tables whose content is not the same."""
    assert tables.keys() == others.keys()
    return {name for name, content in tables.items() if content != others[name]}
