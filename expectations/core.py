"""Who and what there is: people, accounts, touches, deals, orders, campaigns, spend."""

from expectations._vocabulary import (
    between,
    filled,
    has_rows_if_loaded,
    is_one_row,
    key,
    known,
    no_rows,
    not_after_as_of,
    numbered,
    share,
    unique,
)

EXPECTATIONS = {
    "core.reporting": [
        is_one_row(),
        *key("as_of"),
        filled("as_of_on"),
        filled("time_zone"),
        filled("currency"),
        no_rows(
            "no column of any mart is called as what tells a person's name, address or number",
            # Companies, campaigns and channels have names that are nobody's.
            """
            select column_name from duckdb_columns() cross join {batch}
            where not internal and (regexp_matches(
                column_name,
                '^((first|last|full|middle|sur|given|family|person|contact|lead)_?name|e_?mails?|e_?mail_address(es)?'
                || '|((home|work|mobile)_)?phones?(_numbers?)?|mobile|fax|street|(postal_|street_|ip_)?address|ip)$'
            ) or (column_name = 'name' and table_name not in ('accounts', 'campaigns')))
            """,
        ),
    ],
    "core.people": [
        has_rows_if_loaded("leads"),
        *key("person_id"),
        share("completeness"),
        filled("lifecycle_stage"),
        between("interaction_count", 0, None),
        between("interactions_per_week", 0, None),
        between("source_record_count", 0, None),
        filled("is_valid"),
        not_after_as_of("first_seen_at", "lead_created_at", "first_touch_at", "last_touch_at", "opted_out_at"),
        no_rows(
            "whoever is not valid has a reason, and only they",
            "select * from {batch} where is_valid <> (invalid_reason is null)",
        ),
        no_rows(
            "nobody who opted out can be contacted",
            "select * from {batch} where opted_out_at is not null and can_contact",
        ),
    ],
    "core.identity_links": [
        *key("identifier_kind", "identifier_hash", "source_system", "source_record_id"),
        filled("person_id"),
        known("person_id", "core.people"),
    ],
    "core.accounts": [
        *key("account_id"),
        between("people_count", 0, None),
    ],
    "core.touchpoints": [
        has_rows_if_loaded("touchpoints"),
        *key("touchpoint_id"),
        filled("occurred_at"),
        filled("channel"),
        filled("is_counted"),
        not_after_as_of("occurred_at"),
        known("person_id", "core.people"),
        known("channel", "core.channels"),
        numbered("touch_number", "person_id"),
        no_rows(
            "a person's counted touches have a number, and no others",
            """
            select * from {batch} where (touch_number is not null) <> (is_counted and person_id is not null)
            """,
        ),
        no_rows(
            "a touch that does not count says why, and only that",
            "select * from {batch} where is_counted <> (excluded_reason is null)",
        ),
    ],
    "core.opportunities": [
        has_rows_if_loaded("opportunities"),
        *key("opportunity_id"),
        filled("created_at"),
        not_after_as_of("created_at", "closed_at"),
        known("person_id", "core.people"),
        share("probability"),
        no_rows("what is won is closed", "select * from {batch} where is_won and not is_closed"),
    ],
    "core.orders": [
        has_rows_if_loaded("orders"),
        *key("order_id"),
        not_after_as_of("ordered_at"),
        known("person_id", "core.people"),
        numbered("order_number", "customer_id"),
        no_rows(
            "margin is revenue less cost",
            "select * from {batch} where margin <> revenue - coalesce(cost, 0)",
        ),
    ],
    "core.campaigns": [*key("source_system", "campaign_id"), unique("campaign_id")],
    "core.ad_spend": [
        has_rows_if_loaded("ad_spend"),
        filled("spend_on"),
        not_after_as_of("spend_on"),
        filled("channel"),
        known("channel", "core.channels"),
        *key("source_system", "spend_on", "platform", "campaign_id"),
        between("impressions", 0, None),
        between("clicks", 0, None),
    ],
    "core.channels": [*key("channel")],
    "core.days": [
        *key("day_on"),
        no_rows(
            "days follow one another up to the day of as_of",
            """
            select 1 from {batch} having
                count(*) <> max(day_on) - min(day_on) + 1 or max(day_on) <> (select as_of_on from core.reporting)
            """,
        ),
    ],
}
