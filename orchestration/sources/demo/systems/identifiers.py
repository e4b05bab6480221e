"""The ids that each system gives to its records."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sources.demo.systems.columns import joined, labels, words
from orchestration.sources.demo.world.filing import PLACES, Filings
from orchestration.sources.demo.world.people import People
from orchestration.sources.demo.world.vocabulary import SYSTEMS

FIRST_IDS = {"hubspot": 51_000_000, "zoho": 4_876_876_000_000_000_000, "marketo": 1_000_000, "pardot": 30_000_000}
# The modules of Zoho; each has a block of numbers.
ZOHO_MODULES = ("lead", "contact", "account", "deal", "stage", "campaign", "call", "event", "owner")
ZOHO_BLOCK = 10**12
_DIGITS = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", dtype=np.uint8)
_CHECK = np.frombuffer(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345", dtype=np.uint8)


def salesforce_ids(prefix: str, numbers: np.ndarray, length: int = 18) -> pa.Array:
    """Ids of an object of Salesforce (`prefix`: its kind) of 15 characters, or 18 with the checksum of their case.

    The last three say which of the fifteen are capitals, five at a time: help.salesforce.com, article 000385585.
    Nothing where the number is negative.
    """
    size = len(numbers)
    text = np.empty((size, 18), dtype=np.uint8)
    text[:, :9] = np.frombuffer(f"{prefix}5g00Ab".encode(), dtype=np.uint8)
    rest = np.maximum(numbers, 0)
    for place in range(14, 8, -1):
        text[:, place] = _DIGITS[rest % 62]
        rest = rest // 62
    is_capital = ((text[:, :15] >= ord("A")) & (text[:, :15] <= ord("Z"))).reshape(size, 3, 5)
    text[:, 15:] = _CHECK[is_capital @ (1 << np.arange(5))]
    values = np.ascontiguousarray(text[:, :length])
    fixed = pa.FixedSizeBinaryArray.from_buffers(pa.binary(length), size, [None, pa.py_buffer(values)])
    return pc.if_else(pa.array(numbers >= 0), fixed.cast(pa.binary()).cast(pa.string()), pa.scalar(None, pa.string()))


def zoho_ids(module: str, numbers: np.ndarray) -> pa.Array:
    """Ids of a module of Zoho; nothing where the number is negative."""
    first = FIRST_IDS["zoho"] + ZOHO_MODULES.index(module) * ZOHO_BLOCK
    return labels("", np.where(numbers >= 0, first + numbers, -1))


def hubspot_ids(numbers: np.ndarray) -> pa.Array:
    return labels("", np.where(numbers >= 0, FIRST_IDS["hubspot"] + numbers, -1))


def record_ids(filings: Filings, people: People) -> pa.Array:
    """The id of every record in the system where it stands; one converted later keeps this one as a lead."""
    number = people.number[filings.person] * PLACES + filings.place
    plain = np.array([FIRST_IDS.get(system, 0) for system in SYSTEMS])[filings.system] + number
    suffix = words(("", "", "b", "c", ""), filings.place)
    is_lead, is_typed = (filings.system == SYSTEMS.index(system) for system in ("salesforce", "crm"))
    return pc.case_when(
        pa.StructArray.from_arrays([pa.array(is_lead), pa.array(is_typed)], ["salesforce", "crm"]),
        salesforce_ids("00Q", number),
        joined("L-", pa.array(people.number[filings.person]), suffix),
        labels("", plain),
    )


def contact_numbers(people: People, person: np.ndarray) -> np.ndarray:
    """The number of the contact that a person's lead became."""
    return people.number[person] * PLACES + PLACES - 1
