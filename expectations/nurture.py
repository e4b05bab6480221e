"""What to do next with whom."""

from expectations._vocabulary import between, filled, has_rows_if_loaded, key, no_rows, one_of, share

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
    "nurture.nurture_effects": [
        *key("campaign_id", "stage"),
        between("treated", 1, None),
        share("left_out_share"),
        share("treated_rate"),
        share("control_rate"),
        one_of("verdict", ["more advanced", "fewer advanced", "no clear difference", "too little data"]),
        no_rows(
            "a difference is that of two rates, and lies within its interval",
            """
            select * from {batch}
            where abs(difference - (treated_rate - control_rate)) > 1e-6
                or difference not between difference_low and difference_high
            """,
        ),
        no_rows(
            "no more are matched than treated, and the rest is the share left out",
            """
            select * from {batch}
            where matched not between 0 and treated or abs(left_out_share - (1 - matched / treated)) > 1e-9
            """,
        ),
        no_rows(
            "a verdict leaves zero out of the interval",
            """
            select * from {batch}
            where (verdict = 'more advanced' and difference_low <= 0)
                or (verdict = 'fewer advanced' and difference_high >= 0)
            """,
        ),
        no_rows(
            "only weeks are judged of which everybody has had the time to advance",
            "select * from {batch} where last_week >= (select as_of_on from core.reporting)",
        ),
    ],
}
