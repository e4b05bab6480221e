"""The ten attribution models in plain Python: slow, and as they are told.

A conversion is a dict of `kind`, `conversion_id`, `person_id` and `second`; `walker_of` says whose path leads to it.
"""

from collections import defaultdict
from itertools import permutations

import numpy as np


def expected_path(one, of_kind, touches, accounts, walker_of, lookback):
    """The touches that led to a conversion: of its walker, up to it, within the lookback, after the one before."""
    before = [other for other in of_kind if walker_of(other) == walker_of(one) and order_of(other) < order_of(one)]
    after = max(other["second"] for other in before) if before else float("-inf")
    return [
        touch
        for touch in sorted(touches, key=lambda touch: (touch.second, touch.touchpoint_id))
        if walker_of(one)
        and walker_of(one) in (touch.person_id, accounts.get(touch.person_id))
        and touch.second <= one["second"]
        and touch.second >= one["second"] - lookback
        and touch.second > after
    ]


def order_of(one):
    return one["second"], one["conversion_id"]


def position_weights(model, path, one, leads, created):
    """Milestones add up where they coincide, and what is left is shared between."""
    places = defaultdict(float)

    def led_to(second):
        return max(
            (place for place, touch in enumerate(path) if second is not None and touch.second <= second), default=None
        )

    not_direct = [place for place, touch in enumerate(path) if touch.channel != "direct"]
    places[0] += model["first_share"]
    if (lead := leads.get(one["person_id"])) is not None and lead <= one["second"]:
        places[led_to(lead)] += model["lead_share"]
    if created is not None and created <= one["second"]:
        places[led_to(created)] += model["opportunity_share"]
    if one["kind"] in ("won", "order"):
        places[len(path) - 1] += model["close_share"]
    places[len(path) - 1] += model["last_share"]
    places[not_direct[-1] if not_direct else len(path) - 1] += model["last_non_direct_share"]
    between = [place for place in range(len(path)) if not places[place]]
    return [places[place] or model["between_share"] / len(between) for place in range(len(path))]


def credits_by_the_book(model, path, one, leads, created, half_life, effects):
    """The ten models, read aloud."""
    channels = [touch.channel for touch in path]
    if model["weighed_by"] == "position":
        weights = position_weights(model, path, one, leads, created)
    elif model["weighed_by"] == "age":
        weights = [0.5 ** ((path[-1].second - touch.second) / half_life) for touch in path]
    elif model["weighed_by"] == "channel":
        weights = [1 / channels.count(channel) for channel in channels]
    else:
        weights = [effects[one["kind"], channel] / channels.count(channel) for channel in channels]
    return [weight / sum(weights) for weight in weights]


def effects_by_solving(walks):
    """Removal effects of one kind by one linear solve each, over walks as they were: repeats not folded."""
    names = sorted({channel for path, _ in walks for channel in path})
    place = {name: number for number, name in enumerate([None, *names])}

    def converting(removed):
        moves = np.zeros((len(place), len(place) + 2))
        for path, converts in walks:
            for origin, target in zip([None, *path], [*path, -2 if converts else -1], strict=True):
                moves[place[origin], target if isinstance(target, int) else place[target]] += 1
        chances = moves / np.maximum(moves.sum(axis=1, keepdims=True), 1)
        steps = chances[:, :-2].copy()
        if removed:
            steps[:, place[removed]] = 0
        return np.linalg.solve(np.eye(len(place)) - steps, chances[:, -2])[0]

    return {name: 1 - converting(name) / converting(None) for name in names}


def shapley_by_permutations(paths):
    """Each channel's mean gain over all orders in which channels could join."""
    players = sorted({channel for path in paths for channel in path})
    gains = defaultdict(float)
    orders = list(permutations(players))
    for order in orders:
        present, worth = set(), 0
        for player in order:
            present.add(player)
            now = sum(set(path) <= present for path in paths)
            gains[player] += (now - worth) / len(orders)
            worth = now
    return gains


def open_walks(kind, touches, moments, walker_of, can_recur, lookback):
    """Per walker the touches of the lookback before the last, after the last conversion, if another could follow."""
    by_walker = defaultdict(list)
    for touch in sorted(touches, key=lambda touch: (touch.second, touch.touchpoint_id)):
        by_walker[walker_of({"kind": kind, "person_id": touch.person_id})].append(touch)
    for walker, own in by_walker.items():
        ends = [one["second"] for one in moments if one["kind"] == kind and walker_of(one) == walker]
        if ends and (not can_recur or max(ends) >= own[-1].second):
            continue
        yield (
            [
                touch.channel
                for touch in own
                if touch.second >= own[-1].second - lookback and touch.second > max(ends, default=float("-inf"))
            ],
            False,
        )
