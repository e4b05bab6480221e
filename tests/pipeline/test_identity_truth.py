"""Whom we hold for one person, against who they are."""

import duckdb

from tests.benchmarks.identity_truth import Accuracy, accuracy, accuracy_of_home
from tests.keys import know_hash_key


def test_pairs_are_counted_by_the_sizes_of_groups():
    with duckdb.connect() as connection:
        know_hash_key(connection)
        connection.execute(
            """
            create table truth as
            from (values
                ('crm', 'lead', '1', 1), ('crm', 'lead', '2', 1), ('mail', 'lead', '1', 1), ('web', 'visitor', 'v', 1),
                ('crm', 'lead', '3', 2), ('crm', 'lead', '4', 3), ('crm', 'lead', 'unknown', 3)
            ) as truth(source_system, kind, source_record_id, person)
            """
        )
        # Ada's four records are told apart as three and one; Bob's is held for hers.
        connection.execute(
            """
            create table links as
            from (values
                (hash_key('lead|crm|1'), 'ada', 'lead_record'), (hash_key('lead|crm|2'), 'ada', 'merged_record'),
                (hash_key('visitor|v'), 'ada', 'same_visitor'), (hash_key('visitor|v'), 'ada', 'same_visitor'),
                (hash_key('lead|mail|1'), 'ada again', 'lead_record'), (hash_key('lead|crm|3'), 'ada', 'lead_record'),
                (hash_key('lead|crm|4'), 'cem', 'lead_record'), (hash_key('visitor|v'), 'aaa', 'too_many_leads')
            ) as links(identifier_hash, person_id, match_rule)
            """
        )
        found = accuracy(connection, "links", "truth")
    assert found == Accuracy(true_pairs=6 + 1, found_pairs=6, right_pairs=3)
    assert (found.precision, found.recall) == (3 / 6, 3 / 7)


def test_people_of_the_demo_are_told_apart(demo_home):
    found = accuracy_of_home(demo_home)
    assert found.true_pairs > 1000
    assert found.precision >= 0.995
    assert found.recall >= 0.98
