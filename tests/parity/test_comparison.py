"""The comparison of two builds sees every way in which a mart can differ."""

import duckdb
import pytest

from tests.parity.comparison import compare

MART = "(values ('a', 1.50::decimal(18, 2), 0.1::double, 'x'), ('b', null, null, null)) as mart(id, money, share, word)"


@pytest.mark.parametrize(
    ("other", "different"),
    [
        ("select * from {mart}", {}),
        ("select * replace (share + 1e-12 as share) from {mart}", {}),
        ("select * replace (share + 1e-8 as share) from {mart}", {"share": 1}),
        ("select * replace (coalesce(share, 0) as share) from {mart}", {"share": 1}),
        ("select * replace ((money + 0.01)::decimal(18, 2) as money) from {mart}", {"money": 1}),
        ("select * replace (coalesce(word, 'None') as word) from {mart}", {"word": 1}),
        ("select * replace (money::decimal(18, 3) as money) from {mart}", {"money": 2}),
        ("select * from {mart} where id = 'a'", {"id": 1, "money": 1, "share": 1, "word": 1}),
    ],
)
def test_what_differs_is_counted(other, different):
    with duckdb.connect() as connection:
        connection.execute(f"create table ours as select * from {MART}")
        connection.execute(f"create table theirs as {other.format(mart=MART)}")
        found = compare(connection, "a mart", "ours", "theirs", ["id"])
    assert found.different == different
    assert bool(found) == bool(different)
    assert found.cells == 8 or "::decimal(18, 3)" in other
