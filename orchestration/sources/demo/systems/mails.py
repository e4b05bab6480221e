"""Which mails a system sent, and with what they were opened."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from orchestration.sources.demo.systems.columns import words
from orchestration.sources.demo.world.contacts import MAIL_TYPES, Contacts
from orchestration.sources.demo.world.vocabulary import MAIL_READER, MAIL_SCANNER, PICTURE_PROXY, SYSTEMS
from orchestration.sources.demo.world.world import World

# By MACHINES; the hidden scanner looks like anybody.
AGENTS = (MAIL_READER, MAIL_SCANNER, MAIL_READER, PICTURE_PROXY)


def mails_of(world: World, *systems: str) -> np.ndarray:
    """The positions of the mails of those who get them from one of the systems."""
    return np.flatnonzero(np.isin(world.mailer[world.mails.person], [SYSTEMS.index(name) for name in systems]))


def user_agents(mails: Contacts, rows: np.ndarray) -> pa.Array:
    """With what a mail was opened or its link followed; nothing where it was only sent."""
    return words(AGENTS, np.where(mails.kind[rows] == MAIL_TYPES.index("email_sent"), -1, mails.machine[rows]))
