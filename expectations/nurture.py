"""What to do next with whom."""

from expectations._vocabulary import filled, has_rows_if_loaded, key, no_rows, one_of

EXPECTATIONS = {
    "nurture.next_actions": [
        has_rows_if_loaded("leads"),
        *key("person_id"),
        filled("play_id"),
        filled("action"),
        one_of("temperature", ["hot", "warm", "cold"]),
        no_rows(
            "nobody who has not consented gets a play that needs consent",
            "select * from {batch} where needs_consent and not coalesce(can_contact, false)",
        ),
        no_rows(
            "consent is what it is among the people",
            """
            select actions.person_id from {batch} as actions
            left join core.people as people using (person_id)
            where actions.can_contact is distinct from people.can_contact
            """,
        ),
    ],
}
