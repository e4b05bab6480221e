"""Whatever moves a credit gives its conversion news: two histories, and what they say alike has the same credits.

A run that makes only news would leave the other conversions as they were. Touches come late and are taken back, people
change their account, deals their account, their person and their day; some kinds end paths of people, some of accounts.
"""

from dataclasses import dataclass, replace

from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from tests.attribution_on_tables import Conversion, Touch, attribute

DAY = 86_400
PEOPLE = ["ada", "bob", "cem"]
ACCOUNTS = ["acme", "bolt"]
KINDS = ["lead", "mql", "opportunity", "won", "order"]

days = st.integers(0, 8)
touch = st.tuples(st.sampled_from(PEOPLE), days, st.sampled_from(["direct", "email", "search"]))
# Kind, person, account, day, days after the deal was created.
conversion = st.tuples(
    st.sampled_from(["lead", "mql", "won", "order"]),
    st.sampled_from(PEOPLE),
    st.sampled_from([None, *ACCOUNTS]),
    days,
    st.integers(0, 8),
)
employers = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(ACCOUNTS))


@dataclass(frozen=True)
class Told:
    """What the models say of each conversion and each walker, by fingerprint."""

    credits: dict[tuple, list[tuple]]
    walks: dict[tuple, list[tuple]]


def tell(warehouse, touches: dict[int, tuple], conversions: list[tuple], accounts: dict[str, str]) -> Told:
    known = [Touch(f"t{key}", person, day * DAY, channel) for key, (person, day, channel) in touches.items()]
    converted: dict[str, Conversion] = {}
    for number, (kind, person, account, day, days_open) in enumerate(conversions):
        one = Conversion(kind, str(number), person, day * DAY, "10", "5", account_id=account)
        if kind == "won":
            one = replace(one, deal_created=(day - days_open) * DAY)
        # There is one first record of a person.
        converted.setdefault(f"lead of {person}" if kind == "lead" else str(number), one)
    attribute(warehouse, known, list(converted.values()), accounts)
    return Told(
        _by_fingerprint(
            warehouse,
            "conversion_id",
            "marts.channel_roi.attribution_credits anti join intermediate.int_fitted_models using (attribution_model)",
        ),
        _by_fingerprint(warehouse, "walker_id", "intermediate.int_open_walks"),
    )


def _by_fingerprint(warehouse, key: str, relation: str) -> dict[tuple, list[tuple]]:
    fingerprints = f"intermediate.int_{key.removesuffix('_id')}_fingerprints"
    found: dict[tuple, list[tuple]] = {}
    for *mark, row in warehouse.sql(f"""
        select {key}, fingerprint, told from {fingerprints} left join
        (select {key}, told from (from {relation}) as told) using ({key}) order by all
    """).fetchall():
        found.setdefault(tuple(mark), []).append(row)
    return found


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    touches=st.lists(touch, min_size=3, max_size=12),
    late=st.sets(st.integers(0, 11), max_size=2),
    taken_back=st.sets(st.integers(0, 11), max_size=2),
    conversions=st.lists(conversion, min_size=2, max_size=6),
    changed=st.dictionaries(st.integers(0, 5), conversion, max_size=1),
    accounts=employers,
    moved=st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(ACCOUNTS), max_size=1),
    account_kinds=st.sets(st.sampled_from(KINDS)),
)
# The deal of an account began a day earlier; its person's path to the closing has another turn.
@example(
    touches=[("ada", 1, "email"), ("ada", 3, "direct"), ("ada", 5, "search")],
    late=set(),
    taken_back=set(),
    conversions=[("won", "ada", "acme", 6, 2)],
    changed={0: ("won", "ada", "acme", 6, 4)},
    accounts={},
    moved={},
    account_kinds={"opportunity"},
)
def test_a_conversion_without_news_has_the_credits_it_had(
    attribution, touches, late, taken_back, conversions, changed, accounts, moved, account_kinds
):
    attribution.execute(
        "update seeds.conversion_kinds set scope = if(list_contains($1, conversion_kind), 'account', 'person')",
        [sorted(account_kinds)],
    )
    numbered = dict(enumerate(touches))
    first = tell(attribution, {key: numbered[key] for key in numbered.keys() - late}, conversions, accounts)
    conversions = [changed.get(number, one) for number, one in enumerate(conversions)]
    second = tell(
        attribution, {key: numbered[key] for key in numbered.keys() - taken_back}, conversions, accounts | moved
    )
    for before, after in ((first.credits, second.credits), (first.walks, second.walks)):
        assert {key: before[key] for key in before.keys() & after.keys()} == {
            key: after[key] for key in before.keys() & after.keys()
        }
