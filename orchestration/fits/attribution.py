"""What conversions would be lost without a channel: first-order Markov chains.

E. Anderl, I. Becker, F. von Wangenheim, J. Schumann, "Mapping the customer journey", International Journal of Research
in Marketing 33 (2016). Solved exactly: simulating walks, as the usual packages do, gives another answer each time.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from orchestration.fits.maximum_likelihood import Array
from orchestration.fits.tables import rounded

START, CONVERSION, NULL = "(start)", "(conversion)", "(null)"
NO_CONVERSION = "no conversion of this kind has a touch"


def removal_effects_by_kind(transitions: pd.DataFrame) -> pd.DataFrame:
    """The removal effect of every channel for every kind of conversion, each kind being a chain of its own.

    `transitions` has `conversion_kind`, `origin`, `target` and how many `walks` took the step. Where no walk of a kind
    ends in a conversion, its effects are null and the `note` says so.
    """
    effects = []
    for kind, steps in transitions.groupby("conversion_kind", sort=True):
        converts = bool((steps["target"] == CONVERSION).any())
        for channel, effect in removal_effects(list(steps["origin"]), list(steps["target"]), steps["walks"]).items():
            effects.append((kind, channel, rounded(effect), None) if converts else (kind, channel, None, NO_CONVERSION))
    return pd.DataFrame(effects, columns=["conversion_kind", "channel", "removal_effect", "note"]).astype(
        {"conversion_kind": "str", "channel": "str", "removal_effect": "float64", "note": "str"}
    )


def removal_effects(origins: Sequence[str], targets: Sequence[str], counts: Array) -> dict[str, float]:
    """The share (0 to 1) of conversions that a channel's removal would cost, by channel.

    The walk is given by how often people went from an origin to a target (n,): from START to their first channel, from
    channel to channel, and at last to CONVERSION or NULL. Where a channel is removed, whoever would come to it leaves.
    Without any conversion there is nothing to lose: every effect is 0.
    """
    channels = sorted({*origins, *targets} - {START, CONVERSION, NULL})
    if not channels:
        return {}
    steps, ends = _probabilities(channels, origins, targets, np.asarray(counts, dtype=float))
    converting = _start_converts(steps, ends)
    if converting == 0:
        return dict.fromkeys(channels, 0.0)
    effects = {}
    for removed, channel in enumerate(channels, start=1):
        kept = np.delete(np.arange(len(channels) + 1), removed)
        left = _start_converts(steps[np.ix_(kept, kept)], ends[kept]) / converting
        # The solve may miss by a last binary place, and then a channel that loses nothing would lose less.
        effects[channel] = min(max(1 - left, 0.0), 1.0)
    return effects


def _probabilities(
    channels: list[str], origins: Sequence[str], targets: Sequence[str], counts: Array
) -> tuple[Array, Array]:
    """Probabilities of going from START and each channel to each of them (n, n), and to CONVERSION at once (n,)."""
    place = {name: number for number, name in enumerate([START, *channels])}
    walks = np.zeros((len(place), len(place)))
    ends, leaving = np.zeros(len(place)), np.zeros(len(place))
    for origin, target, count in zip(origins, targets, counts, strict=True):
        leaving[place[origin]] += count
        if target in place:
            walks[place[origin], place[target]] += count
        elif target == CONVERSION:
            ends[place[origin]] += count
    left = np.where(leaving > 0, leaving, 1)
    return walks / left[:, None], ends / left


def _start_converts(steps: Array, ends: Array) -> float:
    """The probability of ever coming from START to CONVERSION: the absorption of the chain, by a linear solve."""
    return float(np.linalg.solve(np.eye(len(ends)) - steps, ends)[0])
