"""Who and what there is: people, accounts, touches, deals, orders, campaigns, spend."""

from expectations._vocabulary import between, filled, has_rows_if_loaded, key, no_rows, share

EXPECTATIONS = {
    "core.people": [
        has_rows_if_loaded("leads"),
        *key("person_id"),
        share("completeness"),
        between("interaction_count", 0, None),
        between("interactions_per_week", 0, None),
        between("source_record_count", 0, None),
        filled("is_valid"),
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
        between("touch_number", 1, None),
        no_rows(
            "a touch that does not count says why, and only that",
            "select * from {batch} where is_counted <> (excluded_reason is null)",
        ),
    ],
    "core.opportunities": [
        has_rows_if_loaded("opportunities"),
        *key("opportunity_id"),
        filled("created_at"),
        share("probability"),
        no_rows("what is won is closed", "select * from {batch} where is_won and not is_closed"),
    ],
    "core.orders": [
        has_rows_if_loaded("orders"),
        *key("order_id"),
        between("order_number", 1, None),
        no_rows(
            "margin is revenue less cost",
            "select * from {batch} where margin <> revenue - coalesce(cost, 0)",
        ),
    ],
    "core.campaigns": [*key("source_system", "campaign_id")],
    "core.ad_spend": [
        has_rows_if_loaded("ad_spend"),
        filled("spend_on"),
        filled("channel"),
        between("impressions", 0, None),
        between("clicks", 0, None),
    ],
    "core.channels": [*key("channel")],
    "core.days": [*key("day_on")],
}
