"""An invented company's sources, with the truth behind them: enough life to see every mart at work."""

from __future__ import annotations

import re
from datetime import date
from importlib.resources import files
from pathlib import Path
from string import Template

import numpy as np

from orchestration.sources.demo import truth
from orchestration.sources.demo.systems import (
    ads,
    crm_people,
    crm_sales,
    crm_touches,
    hubspot_people,
    hubspot_sales,
    marketo,
    pardot,
    salesforce_people,
    salesforce_sales,
    shop,
    web,
    zoho_people,
    zoho_sales,
)
from orchestration.sources.demo.systems.misfits import MISFITS
from orchestration.sources.demo.systems.records import Records
from orchestration.sources.demo.systems.writing import Inbox
from orchestration.sources.demo.world.dice import Dice
from orchestration.sources.demo.world.people import Period
from orchestration.sources.demo.world.vocabulary import CAMPAIGNS
from orchestration.sources.demo.world.world import make_world

# Fixed, so that the files do not depend on the day they are made.
LAST_DAY = date(2026, 6, 30)
# People are made in groups, so that memory stays the same however many there are.
GROUP = 10_000
# Where an entry of leadhouse.yml begins, and the file it names.
ENTRIES, PATH = re.compile(r"(?m)^(?=  - )"), re.compile(r"path: inbox/([\w./]+)")
# Systems that need nothing but the records of the group.
SYSTEMS = (
    salesforce_people,
    salesforce_sales,
    hubspot_people,
    hubspot_sales,
    marketo,
    pardot,
    zoho_people,
    zoho_sales,
    crm_people,
    crm_sales,
    crm_touches,
    shop,
)


def generate(target: Path, people: int, seed: int, days: int) -> Path:
    """Write the files of `people` invented people over `days` days; returns the `leadhouse.yml` that maps them.

    Makes target/inbox/<system>/ (the files), target/truth/ (people.parquet: what each is and reached when;
    identity.parquet: whose each record is) and target/leadhouse.yml, whose `as_of` is the end of the period. The same
    arguments give the same bytes. About four in five of the people leave an address and so become leads.
    """
    period = Period(LAST_DAY, days)
    sessions = np.zeros((len(CAMPAIGNS), ads.MOST_TRACES, days), dtype=np.int64)
    with Inbox(target / "inbox", {"crm/orders.csv": ";"}) as inbox, Inbox(target / "truth", {}) as true:
        for first in range(0, people, GROUP):
            world = make_world(seed, first, min(GROUP, people - first), period)
            records = Records(world)
            for system in SYSTEMS:
                inbox.append(system.tables(records))
            inbox.append(web.tables(records, Dice(seed, first, 1)))
            true.append({"people.parquet": truth.people(world), "identity.parquet": truth.identity(records)})
            sessions += ads.count_sessions(world)
        dice = Dice(seed, people, days)
        inbox.append(ads.tables(sessions, dice, period) | crm_touches.ad_spend(sessions, dice, period))
        for system in (salesforce_people, hubspot_people, hubspot_sales, marketo, pardot, zoho_people, crm_people):
            inbox.append(system.fixed_tables(period))
        for name, rows in MISFITS.items():
            if name in inbox.names:
                inbox.append_texts(name, rows)
        config = target / "leadhouse.yml"
        config.write_text(_config(inbox.names), encoding="utf-8")
    return config


def _config(names: set[str]) -> str:
    """The settings that map the files: column maps for those of the small CRM, one line each for the others.

    A world of few people may leave a file unwritten; then its map is left out as well.
    """
    template = Template((files(__name__) / "leadhouse.yml").read_text(encoding="utf-8"))
    mapped = "\n".join(
        f"  - {{source: {source}, entity: {table.split('.')[0]}, path: inbox/{source}/{table}}}"
        for source, table in sorted(name.split("/") for name in names)
        if source != "crm"
    )
    written = template.substitute(as_of=f"{LAST_DAY}T23:59:59+00:00", files_of_vendors=mapped)
    return "".join(entry for entry in ENTRIES.split(written) if not (path := PATH.search(entry)) or path[1] in names)
