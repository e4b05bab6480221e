"""Randomness that gives the same world on every machine.

Only whole numbers are drawn and only tables are looked up: the last bit of a logarithm or an exponential differs
between processors, and one flipped comparison would change every byte after it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

IN_FULL = 10_000


class Dice:
    """A stream of draws that depends on its key (the seed, then what it is for) and on nothing else."""

    def __init__(self, *key: int) -> None:
        self._numbers = np.random.Generator(np.random.PCG64(np.random.SeedSequence(key)))

    def below(self, bound: int | np.ndarray, size: int) -> np.ndarray:
        """Whole numbers from 0 to bound - 1."""
        return self._numbers.integers(0, bound, size)

    def pick(self, weights: Sequence[int], size: int) -> np.ndarray:
        """Positions in `weights`, each as often as it weighs."""
        ends = np.cumsum(weights)
        return np.searchsorted(ends, self.below(int(ends[-1]), size), side="right")

    def pick_by(self, weights: Sequence[Sequence[int]], row: np.ndarray) -> np.ndarray:
        """For each entry of `row` a position in that row of `weights`."""
        ends = np.cumsum(np.asarray(weights), axis=1)
        drawn = self.below(ends[row, -1], len(row))
        return (ends[row] <= drawn[:, None]).sum(axis=1)

    def chance(self, share: float | np.ndarray, size: int) -> np.ndarray:
        """Truths, each with probability `share` (0 to 1, in steps of one ten-thousandth)."""
        return self.below(IN_FULL, size) < np.rint(np.asarray(share) * IN_FULL).astype(np.int64)

    def spread(self, quantiles: Sequence[int], size: int) -> np.ndarray:
        """Whole numbers distributed as evenly spaced quantiles say, from the smallest to the largest."""
        table = np.asarray(quantiles, dtype=np.int64)
        position = self.below((len(table) - 1) * IN_FULL, size)
        step, rest = position // IN_FULL, position % IN_FULL
        return table[step] + (table[step + 1] - table[step]) * rest // IN_FULL


def running_within(values: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Running sums that start anew for each group, groups lying one after the other with `counts` values each."""
    total = np.cumsum(values)
    begins = np.cumsum(counts) - counts
    before = np.where(begins > 0, total[np.maximum(begins - 1, 0)], 0)
    return total - np.repeat(before, counts)


def position_within(counts: np.ndarray) -> np.ndarray:
    """0, 1, 2 … within each group."""
    return running_within(np.ones(int(counts.sum()), dtype=np.int64), counts) - 1
