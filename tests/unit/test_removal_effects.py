"""Removal effects against fractions worked out by hand and against another way of solving the chain."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.fits.attribution import CONVERSION, NULL, START, removal_effects

CHANNELS = ["ads", "mail", "search"]


def walk(paths: list[tuple[list[str], bool]]) -> tuple[list[str], list[str], np.ndarray]:
    steps = [
        step
        for path, converts in paths
        for step in zip([START, *path], [*path, CONVERSION if converts else NULL], strict=True)
    ]
    origins, targets = zip(*steps, strict=True)
    return list(origins), list(targets), np.ones(len(steps))


def test_a_case_by_hand():
    # ads -> mail -> won; ads -> lost; mail -> won; mail -> lost.
    effects = removal_effects(*walk([(["ads", "mail"], True), (["ads"], False), (["mail"], True), (["mail"], False)]))
    # From mail 2 of 3 convert, from ads half go to mail: 1/2 * 1/2 * 2/3 + 1/2 * 2/3 = 1/2 of all convert.
    # Without ads only 1/2 * 2/3 = 1/3 are left, without mail nobody.
    assert effects == pytest.approx({"ads": 1 - Fraction(1, 3) / Fraction(1, 2), "mail": 1})


def test_a_loop_between_channels_ends():
    effects = removal_effects(*walk([(["ads", "mail", "ads", "mail"], True), (["ads"], False)]))
    assert effects == pytest.approx({"ads": 1.0, "mail": 1.0})


def test_without_conversions_nothing_can_be_lost_and_without_walks_there_is_no_channel():
    assert removal_effects(*walk([(["ads"], False)])) == {"ads": 0.0}
    assert removal_effects([], [], np.array([])) == {}


def test_a_channel_without_a_conversion_is_not_worth_less_than_nothing():
    # Solved without `affiliate`, the chain comes to a conversion by its last binary place more often than with it.
    paths = [(["ads", "mail", "web"], True), (["tv", "mail", "web"], False), (["mail", "ads", "web"], False)]
    paths += [(["mail", "shop", "ads"], True), (["shop", "tv", "ads"], False), (["affiliate"], False)]
    assert removal_effects(*walk(paths))["affiliate"] == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=5), st.booleans()), min_size=1))
def test_solving_is_walking_for_ever(paths):
    origins, targets, counts = walk(paths)
    effects = removal_effects(origins, targets, counts)
    everywhere = _converted_after(origins, targets, counts, removed=None)
    for channel, effect in effects.items():
        left = _converted_after(origins, targets, counts, removed=channel)
        assert effect == pytest.approx(1 - left / everywhere if everywhere else 0, abs=1e-6)


def _converted_after(origins, targets, counts, removed, steps=4000) -> float:
    """Where a crowd that starts together ends, step by step."""
    leaving: dict[str, float] = {}
    for origin, count in zip(origins, counts, strict=True):
        leaving[origin] = leaving.get(origin, 0) + count
    names = sorted({*origins, *targets})
    chain = np.zeros((len(names), len(names)))
    for origin, target, count in zip(origins, targets, counts, strict=True):
        chain[names.index(origin), names.index(NULL if target == removed and NULL in names else target)] += (
            count / leaving[origin]
        )
    if removed is not None and NULL not in names:
        chain[:, names.index(removed)] = 0
    for end in (CONVERSION, NULL):
        if end in names:
            chain[names.index(end), names.index(end)] = 1
    crowd = np.zeros(len(names))
    crowd[names.index(START)] = 1
    crowd = crowd @ np.linalg.matrix_power(chain, steps)
    return float(crowd[names.index(CONVERSION)]) if CONVERSION in names else 0.0
