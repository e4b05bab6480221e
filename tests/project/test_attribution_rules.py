"""The credits that SQL computes, against the ten models in plain Python: random histories, our own seeds.

Colleagues, ties in time, paths without touches, conversions one after the other; revenue of nothing, a cent, and less.
"""

from collections import defaultdict
from decimal import Decimal
from itertools import groupby

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.attribution_by_the_book import (
    credits_by_the_book,
    effects_by_solving,
    expected_path,
    open_walks,
    shapley_by_permutations,
)
from tests.attribution_on_tables import Conversion, Touch, attribute

DAY = 86_400
CHANNELS = ["direct", "email", "events", "search"]
PEOPLE = ["ada", "bob", "cem"]
ACCOUNTS = {"ada": "acme", "bob": "acme"}
KINDS = ["lead", "mql", "opportunity", "won", "order"]
MONEY = ["0", "0.01", "-0.01", "10.01", "-99.99", "123456.78"]

# Whole days, so that ties are common; some further apart than the lookback.
days = st.integers(0, 8) | st.integers(0, 250)
touch = st.tuples(st.sampled_from(PEOPLE), days, st.sampled_from(CHANNELS))
conversion = st.tuples(
    st.sampled_from(["lead", "mql", "won", "order"]),
    st.sampled_from([*PEOPLE, None]),
    days,
    st.sampled_from(MONEY),
    st.sampled_from(MONEY),
    st.integers(0, 20),
)


def as_conversions(drawn: list[tuple]) -> list[Conversion]:
    """At most one lead per person, as there is one first record; a deal is created before it is won."""
    leads: set[str | None] = {None}
    conversions = []
    for number, (kind, person, day, revenue, margin, days_open) in enumerate(drawn):
        if kind in ("lead", "mql"):
            if person is None or (kind == "lead" and person in leads):
                continue
            leads |= {person} if kind == "lead" else set()
            conversions.append(Conversion(kind, str(number), person, day * DAY))
        else:
            created = (day - days_open) * DAY if kind == "won" else None
            conversions.append(Conversion(kind, str(number), person, day * DAY, revenue, margin, created))
    return conversions


# Not shrunk: a history fits on a screen as it is, and each attempt at a smaller one runs all models.
@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    touches=st.lists(touch, max_size=25),
    conversions=st.lists(conversion, min_size=1, max_size=8),
    account_kinds=st.sets(st.sampled_from(KINDS)),
)
def test_the_models_and_the_rules_give_the_same_credits(attribution, touches, conversions, account_kinds):
    touches = [Touch(f"t{number}", person, day * DAY, channel) for number, (person, day, channel) in enumerate(touches)]
    attribution.execute(
        "update seeds.conversion_kinds set scope = if(list_contains($1, conversion_kind), 'account', 'person')",
        [sorted(account_kinds)],
    )
    converted = as_conversions(conversions)
    attribute(attribution, touches, converted, ACCOUNTS)
    computed = computed_credits(attribution)
    assert_sums(attribution)

    seeds = {name: rows(attribution, f"seeds.{name}") for name in ("attribution_models", "attribution_settings")}
    setting = {row["setting"]: row["value"] for row in seeds["attribution_settings"]}
    can_recur = {row["conversion_kind"]: row["can_recur"] for row in rows(attribution, "seeds.conversion_kinds")}
    lookback, half_life = setting["lookback_days"] * DAY, setting["time_decay_half_life_days"] * DAY
    leads = {one.person_id: one.second for one in converted if one.kind == "lead"}
    created = {one.key: one.deal_created for one in converted}
    moments = rows(
        attribution,
        "(select conversion_kind as kind, conversion_id, source_key, person_id,"
        " cast(epoch(converted_at - timestamp '2026-01-01') as int) as second from intermediate.int_conversions)",
    )

    def walker_of(one):
        return ACCOUNTS.get(one["person_id"], one["person_id"]) if one["kind"] in account_kinds else one["person_id"]

    paths, walks = {}, defaultdict(list)
    for kind, of_kind in groupby(sorted(moments, key=lambda one: one["kind"]), key=lambda one: one["kind"]):
        of_kind = list(of_kind)
        for one in of_kind:
            paths[one["conversion_id"]] = path = expected_path(one, of_kind, touches, ACCOUNTS, walker_of, lookback)
            if path:
                walks[kind].append(([touch.channel for touch in path], True))
    for kind in KINDS:
        walks[kind] += open_walks(kind, touches, moments, walker_of, can_recur[kind], lookback)
    effects = {
        (kind, channel): effect
        for kind, of_kind in walks.items()
        if any(converts for _, converts in of_kind)
        for channel, effect in effects_by_solving(of_kind).items()
    }
    for one in moments:
        path = paths[one["conversion_id"]]
        for model in seeds["attribution_models"]:
            credited = computed[one["conversion_id"], model["attribution_model"]]
            if not path:
                assert credited == {"(none)": 1}
                continue
            shares = credits_by_the_book(model, path, one, leads, created.get(one["source_key"]), half_life, effects)
            expected = {touch.touchpoint_id: share for touch, share in zip(path, shares, strict=True)}
            assert credited.keys() <= expected.keys()
            for touchpoint_id, share in expected.items():
                assert float(credited.get(touchpoint_id, 0)) == pytest.approx(share, abs=2e-9)
    assert_channel_shares(attribution, walks, effects)


def computed_credits(warehouse) -> dict[tuple[str, str], dict[str, Decimal]]:
    found: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in rows(warehouse, "marts.channel_roi.attribution_credits"):
        found[row["conversion_id"], row["attribution_model"]][row["touchpoint_id"]] = row["credit"]
    return found


def assert_sums(warehouse) -> None:
    """To the last place of a credit and the last cent, for every conversion under every model."""
    wrong = warehouse.sql("""
        select conversion_id, attribution_model
        from intermediate.int_conversions as conversions
        cross join seeds.attribution_models as models
        left join marts.channel_roi.attribution_credits as credits using (conversion_id, attribution_model)
        group by all
        having coalesce(sum(credit), 0) <> 1 or sum(credits.revenue) <> any_value(conversions.revenue)
            or sum(credits.margin) <> any_value(conversions.margin) or min(credit) < 0
    """)
    assert wrong.fetchall() == []


def assert_channel_shares(warehouse, walks, effects) -> None:
    shares = rows(warehouse, "marts.channel_roi.channel_removal_effects")
    assert {(row["conversion_kind"], row["channel"]) for row in shares} == {
        (kind, channel) for kind, of_kind in walks.items() for path, _ in of_kind for channel in path
    }
    for kind, of_kind in walks.items():
        converting = [path for path, converts in of_kind if converts]
        gains = shapley_by_permutations(converting)
        own = [row for row in shares if row["conversion_kind"] == kind]
        if not converting:
            assert all(row["removal_effect"] is row["markov_share"] is row["shapley_share"] is None for row in own)
            assert all(row["note"] for row in own)
            continue
        assert sum(row["markov_share"] for row in own) == sum(row["shapley_share"] for row in own) == 1
        total = sum(effects[kind, row["channel"]] for row in own)
        for row in own:
            effect = effects[kind, row["channel"]]
            assert row["removal_effect"] == pytest.approx(effect, abs=1e-9)
            assert float(row["markov_share"]) == pytest.approx(effect / total, abs=2e-9)
            assert float(row["shapley_share"]) == pytest.approx(gains[row["channel"]] / len(converting), abs=2e-8)


def rows(warehouse, relation: str) -> list[dict]:
    answer = warehouse.sql(f"from {relation}")
    return [dict(zip(answer.columns, row, strict=True)) for row in answer.fetchall()]
