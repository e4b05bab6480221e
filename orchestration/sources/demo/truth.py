"""What is true of the invented people, however little of it the files show."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.systems.columns import Columns, joined, labels, moments, money, words
from orchestration.sources.demo.systems.identifiers import contact_numbers, salesforce_ids, zoho_ids
from orchestration.sources.demo.systems.records import CURRENCIES, Records
from orchestration.sources.demo.world.people import NEVER
from orchestration.sources.demo.world.sales import propensity
from orchestration.sources.demo.world.vocabulary import CHANNELS, SYSTEMS
from orchestration.sources.demo.world.world import World


def people(world: World) -> Columns:
    """What each person is, how likely a customer, when they reached what, and what they brought, refunds taken off."""
    journey, made = world.journey, world.ordered
    ordered_at = np.full(len(world.people), NEVER)
    np.minimum.at(ordered_at, made.person, made.ordered_at)
    value = np.zeros(len(world.people), dtype=np.int64)
    np.add.at(value, made.person, np.where(made.refunded_at < NEVER, 0, made.amount))
    return {
        "person": pa.array(world.people.number),
        "channel": words([channel.name for channel in CHANNELS], world.people.channel),
        "interest": pa.array(world.people.interest),
        "fit": pa.array(world.people.fit),
        "propensity": pa.array(propensity(world.people)),
        "is_fake": pa.array(world.people.is_fake),
        "home": words(SYSTEMS, world.home_system),
        "arrived_at": moments(world.people.arrives_at),
        "lead_at": moments(journey.known_at),
        "mql_at": moments(journey.mql_at),
        "sql_at": moments(journey.sql_at),
        "opportunity_at": moments(journey.deal_at),
        "won_at": moments(world.won_at),
        "customer_at": moments(np.minimum(world.won_at, ordered_at)),
        "opted_out_at": moments(world.opted_out_at),
        "value": pc.cast(money(value), pa.decimal128(18, 2)),
        "currency": words(CURRENCIES, world.people.culture),
    }


def identity(records: Records) -> Columns:
    """Whose each record is: leads, contacts they became, merged ones, browsers with an address, the shop's customers.

    A computer that several people use names nobody and is left out; so is one that shows the address of an office or an
    invented one.
    """
    world, seen = records.world, records.world.seen
    converted = np.flatnonzero(world.converted_at < NEVER)
    in_salesforce = world.home_in("salesforce", converted)
    number = contact_numbers(world.people, converted)
    contacts = pc.if_else(pa.array(in_salesforce), salesforce_ids("003", number), zoho_ids("contact", number))

    browsers = np.unique((seen.person * 2 + seen.on_phone)[seen.shows_address])
    owner = browsers // 2
    is_shared = np.isin(
        world.people.computer, world.people.computer[world.people.computer != np.arange(len(world.people))]
    )
    shows_nobody = is_shared | world.people.shares_mailbox | world.people.is_fake
    browsers = browsers[~shows_nobody[owner]]
    owner = browsers // 2
    visitors = joined(records.visitor.take(pa.array(owner)), words(("", "-m"), browsers % 2))
    buyers = np.unique(world.ordered.person[~world.home_in("crm", world.ordered.person)])
    groups = (
        (world.filings.system, 0, records.id, world.filings.person),
        (world.home_system[converted], 0, contacts, converted),
        (np.full(len(owner), len(SYSTEMS)), 1, visitors, owner),
        (np.full(len(buyers), len(SYSTEMS) + 1), 2, labels("", world.people.number[buyers]), buyers),
    )
    kind = np.repeat([kind for _, kind, _, _ in groups], [len(who) for _, _, _, who in groups])
    return {
        "source_system": words((*SYSTEMS, "web", "orders"), np.concatenate([system for system, _, _, _ in groups])),
        "kind": words(("lead", "visitor", "customer"), kind),
        "source_record_id": pa.concat_arrays([ids for _, _, ids, _ in groups]),
        "person": pa.array(world.people.number[np.concatenate([who for _, _, _, who in groups])]),
    }
