"""Twelve ways of twelve people, with every model's credits worked out by fractions.

They bought on day 20, or not at all. `8 search` is a touch by search eight days before.

    1  8 search > 4 email > 0 events               lead with the first touch, deal with the second
    2  0 email
    3  4 search > 0 email                          no lead record, deal with the first touch
    4  8 direct > 4 email > 0 direct               lead with the second touch, deal with the third
    5  12 search > 8 search > 4 email > 0 email    lead with the second touch, deal with the third
    6  0 direct
    7  nothing
    8  4 events > 0 direct                         lead only after the purchase, deal before any touch
    9  search                                      9 to 12 never bought
    10 search > direct
    11 email > events
    12 events
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.attribution_on_tables import Conversion, Touch, attribute

DAY = 86_400
BOUGHT = 20

# Person: days before the purchase and channel of each touch; days before of lead and deal; revenue.
BUYERS = {
    "1": ([(8, "search"), (4, "email"), (0, "events")], 8, 4, "100"),
    "2": ([(0, "email")], None, None, "-5"),
    "3": ([(4, "search"), (0, "email")], None, 4, "0"),
    "4": ([(8, "direct"), (4, "email"), (0, "direct")], 4, 0, "0.02"),
    "5": ([(12, "search"), (8, "search"), (4, "email"), (0, "email")], 8, 4, "0.01"),
    "6": ([(0, "direct")], None, None, "7"),
    "7": ([], None, None, "12.34"),
    "8": ([(4, "events"), (0, "direct")], -5, 30, "9.99"),
}
OTHERS = {
    "9": [(1, "search")],
    "10": [(2, "search"), (1, "direct")],
    "11": [(2, "email"), (1, "events")],
    "12": [(1, "events")],
}

# Of 11 ways with a touch 5 start with search, 2 with each other channel. From search 3 of 5 go to email, 1 to direct, 1
# nowhere; from email 3 of 6 buy, 2 go to events, 1 to direct; from direct 3 of 5 buy, 1 goes to email, 1 nowhere; from
# events 1 of 4 buys, 1 goes to direct, 2 nowhere. So of those who come to a channel, there buy in the end
#     search 3/5 · 44/57 + 1/5 · 43/57 = 35/57    email 1/2 + 1/3 · 25/57 + 1/6 · 43/57 = 44/57
#     direct 3/5 + 1/5 · 44/57 = 43/57            events 1/4 + 1/4 · 43/57 = 25/57
# and of all (5 · 35 + 2 · 44 + 2 · 43 + 2 · 25) / 57 = 7 of 11. Of these 7 there are left
#     without search (2 · 44 + 2 · 43 + 2 · 25) / 57 = 224/57
#     without email: direct 3/5, events 2/5, search 3/25, of all 5 · 3/25 + 2 · 3/5 + 2 · 2/5 = 13/5
#     without direct: events 1/4, email 7/12, search 7/20, of all 5 · 7/20 + 2 · 7/12 + 2 · 1/4 = 41/12
#     without events: email 18/29, direct 21/29, search 15/29, of all (5 · 15 + 2 · 18 + 2 · 21) / 29 = 153/29
SEARCH = 1 - Fraction(224, 57) / 7
EMAIL = 1 - Fraction(13, 5) / 7
DIRECT = 1 - Fraction(41, 12) / 7
EVENTS = 1 - Fraction(153, 29) / 7

ALL = [Fraction(1)]
EXPECTED = {
    "first_touch": {"1": [1, 0, 0], "3": [1, 0], "4": [1, 0, 0], "5": [1, 0, 0, 0], "8": [1, 0]},
    "last_touch": {"1": [0, 0, 1], "3": [0, 1], "4": [0, 0, 1], "5": [0, 0, 0, 1], "8": [0, 1]},
    "last_non_direct": {"1": [0, 0, 1], "3": [0, 1], "4": [0, 1, 0], "5": [0, 0, 0, 1], "8": [1, 0]},
    "linear": {
        "1": [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)],
        "3": [Fraction(1, 2), Fraction(1, 2)],
        "4": [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)],
        "5": [Fraction(1, 4), Fraction(1, 4), Fraction(1, 4), Fraction(1, 4)],
        "8": [Fraction(1, 2), Fraction(1, 2)],
    },
    "position_based": {
        "1": [Fraction(2, 5), Fraction(1, 5), Fraction(2, 5)],
        "3": [Fraction(1, 2), Fraction(1, 2)],
        "4": [Fraction(2, 5), Fraction(1, 5), Fraction(2, 5)],
        "5": [Fraction(2, 5), Fraction(1, 10), Fraction(1, 10), Fraction(2, 5)],
        "8": [Fraction(1, 2), Fraction(1, 2)],
    },
    # First, lead and deal 3/10 each, 1/10 for the others; what has no touch leaves its part to the rest.
    "w_shaped": {
        "1": [Fraction(6, 10), Fraction(3, 10), Fraction(1, 10)],
        "3": [Fraction(6, 7), Fraction(1, 7)],
        "4": [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)],
        "5": [Fraction(3, 10), Fraction(3, 10), Fraction(3, 10), Fraction(1, 10)],
        "8": [Fraction(3, 4), Fraction(1, 4)],
    },
    # First, lead, deal and close 9/40 each, 4/40 for the others.
    "full_path": {
        "1": [Fraction(18, 36), Fraction(9, 36), Fraction(9, 36)],
        "3": [Fraction(18, 27), Fraction(9, 27)],
        "4": [Fraction(9, 36), Fraction(9, 36), Fraction(18, 36)],
        "5": [Fraction(1, 4), Fraction(1, 4), Fraction(1, 4), Fraction(1, 4)],
        "8": [Fraction(1, 2), Fraction(1, 2)],
    },
    # Half as much every four days.
    "time_decay": {
        "1": [Fraction(1, 7), Fraction(2, 7), Fraction(4, 7)],
        "3": [Fraction(1, 3), Fraction(2, 3)],
        "4": [Fraction(1, 7), Fraction(2, 7), Fraction(4, 7)],
        "5": [Fraction(1, 15), Fraction(2, 15), Fraction(4, 15), Fraction(8, 15)],
        "8": [Fraction(1, 3), Fraction(2, 3)],
    },
    "markov": {
        "1": [effect / (SEARCH + EMAIL + EVENTS) for effect in (SEARCH, EMAIL, EVENTS)],
        "3": [effect / (SEARCH + EMAIL) for effect in (SEARCH, EMAIL)],
        "4": [part / (DIRECT + EMAIL) for part in (DIRECT / 2, EMAIL, DIRECT / 2)],
        "5": [part / (SEARCH + EMAIL) for part in (SEARCH / 2, SEARCH / 2, EMAIL / 2, EMAIL / 2)],
        "8": [effect / (EVENTS + DIRECT) for effect in (EVENTS, DIRECT)],
    },
    "shapley": {
        "1": [Fraction(1, 3), Fraction(1, 3), Fraction(1, 3)],
        "3": [Fraction(1, 2), Fraction(1, 2)],
        "4": [Fraction(1, 4), Fraction(1, 2), Fraction(1, 4)],
        "5": [Fraction(1, 4), Fraction(1, 4), Fraction(1, 4), Fraction(1, 4)],
        "8": [Fraction(1, 2), Fraction(1, 2)],
    },
}


@pytest.fixture(scope="module")
def told(attribution):
    """The twelve, with a half-life of four days."""
    attribution.execute("update seeds.attribution_settings set value = 4 where setting = 'time_decay_half_life_days'")
    touches, conversions = [], []
    for person, (path, lead, deal, revenue) in BUYERS.items():
        touches += touches_of(person, path)
        deal_created = None if deal is None else (BOUGHT - deal) * DAY
        conversions.append(Conversion("won", f"deal {person}", person, BOUGHT * DAY, revenue, revenue, deal_created))
        if lead is not None:
            conversions.append(Conversion("lead", person, person, (BOUGHT - lead) * DAY))
    for person, path in OTHERS.items():
        touches += touches_of(person, path)
    attribute(attribution, touches, conversions)
    return attribution


def touches_of(person: str, path: list[tuple[int, str]]) -> list[Touch]:
    return [
        Touch(f"{person}.{number}", person, (BOUGHT - days) * DAY, channel)
        for number, (days, channel) in enumerate(path, start=1)
    ]


def of_buyers(told, column: str) -> dict[tuple[str, str], dict[str, Decimal]]:
    found: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for model, person, touchpoint_id, value in told.execute(f"""
        select attribution_model, person_id, touchpoint_id, credits.{column}
        from marts.channel_roi.attribution_credits as credits
        inner join intermediate.int_conversions as conversions using (conversion_id)
        where credits.conversion_kind = 'won'
    """).fetchall():
        found[model, person][touchpoint_id] = value
    return found


@pytest.mark.parametrize("model", EXPECTED)
def test_credits_are_the_fractions(told, model):
    credited = of_buyers(told, "credit")
    # One touch gets all, whatever the model; no touch is unattributed.
    expected = {**EXPECTED[model], "2": ALL, "6": ALL}
    assert credited[model, "7"] == {"(none)": 1}
    for person, shares in expected.items():
        assert sum(shares) == 1
        own = credited[model, person]
        assert sum(own.values()) == 1
        for number, share in enumerate(shares, start=1):
            # A credit has nine places, and at most one unit of the last for the remainder.
            assert abs(Fraction(own.get(f"{person}.{number}", Decimal(0))) - share) <= Fraction(1, 10**9), (
                person,
                number,
            )


def test_every_model_of_the_seed_is_worked_out(told):
    assert {model for (model,) in told.sql("select attribution_model from seeds.attribution_models").fetchall()} == set(
        EXPECTED
    )


def test_money_goes_where_the_credits_go_to_the_cent(told):
    revenue = of_buyers(told, "revenue")
    thirds = {"1.1": Decimal("33.33"), "1.2": Decimal("33.34"), "1.3": Decimal("33.33")}
    assert revenue["linear", "1"] == revenue["shapley", "1"] == thirds
    assert revenue["time_decay", "1"] == {"1.1": Decimal("14.29"), "1.2": Decimal("28.57"), "1.3": Decimal("57.14")}
    for (_, person), by_touch in revenue.items():
        assert sum(by_touch.values()) == Decimal(BUYERS[person][3])


def test_channels_have_the_effects_and_shares_of_the_fractions(told):
    effects = {"search": SEARCH, "email": EMAIL, "direct": DIRECT, "events": EVENTS}
    # Of the seven purchases with a touch: 1/3 + 1/2 + 1/2 for search, and so on.
    shapley = {"search": Fraction(4, 3), "email": Fraction(17, 6), "direct": Fraction(2), "events": Fraction(5, 6)}
    counted = {"search": (3, 5), "email": (5, 6), "direct": (3, 4), "events": (2, 4)}
    found = told.sql("""
        select channel, removal_effect, markov_share, shapley_share, conversions, paths
        from marts.channel_roi.channel_removal_effects where conversion_kind = 'won'
    """).fetchall()
    assert {channel for channel, *_ in found} == set(effects)
    for channel, removal_effect, markov_share, shapley_share, conversions, paths in found:
        assert removal_effect == pytest.approx(float(effects[channel]), abs=1e-11)
        assert abs(Fraction(markov_share) - effects[channel] / sum(effects.values())) <= Fraction(1, 10**9)
        assert abs(Fraction(shapley_share) - shapley[channel] / 7) <= Fraction(1, 10**9)
        assert (conversions, paths) == counted[channel]
