"""What HubSpot keeps beside its objects: pipelines, forms, marketing mail and what happened to it."""

from collections.abc import Iterator

from orchestration.sources.api.connection import Connection
from orchestration.sources.api.streams import (
    Record,
    Row,
    Stream,
    Window,
    as_text,
    from_milliseconds,
    milliseconds,
    moment,
)

# Of these types of mail events more is known, in a table of their own.
DETAILS = {
    "OPEN": ("email_event_open", {"user_agent": "userAgent"}),
    "CLICK": ("email_event_click", {"url": "url", "referer": "referer", "user_agent": "userAgent"}),
    "STATUSCHANGE": ("email_event_status_change", {"portal_subscription_status": "portalSubscriptionStatus"}),
}


def list_streams(crm: Connection) -> list[Stream]:
    """Lists without a stamp, read whole each time, and mail by the day it was sent, opened or changed."""

    def pipelines(window: Window) -> Iterator[Record]:
        path = "/crm/v3/pipelines/deals"
        return crm.records({"path": path, "data_selector": "results", "paginator": "single_page"})

    def forms(window: Window) -> Iterator[Record]:
        after = {"type": "cursor", "cursor_path": "paging.next.after", "cursor_param": "after"}
        endpoint = {"path": "/marketing/v3/forms/", "params": {"limit": 100}, "data_selector": "results"}
        return crm.records({**endpoint, "paginator": after})

    def events(window: Window) -> Iterator[Record]:
        params = {"startTimestamp": milliseconds(window.start), "endTimestamp": milliseconds(window.end), "limit": 1000}
        return crm.records(_by_offset("/email/public/v1/events", "events", params))

    def campaigns(window: Window) -> Iterator[Record]:
        for campaign in crm.records(_by_offset("/email/public/v1/campaigns/by-id", "campaigns", {"limit": 1000})):
            updated = from_milliseconds(campaign["lastUpdatedTime"])
            if window.start <= moment(updated) <= window.end:
                yield {**crm.object(f"/email/public/v1/campaigns/{campaign['id']}"), "updated": updated}

    return [
        Stream("deal_pipeline", pipelines, _pipeline, None, parts={"deal_pipeline_stage": "pipeline_id"}),
        Stream("form", forms, _form, None),
        Stream("email_event", events, _event, "created", is_compared=False),
        Stream("email_campaign", campaigns, _campaign, "updated", is_compared=False),
    ]


def _by_offset(path: str, selector: str, params: dict) -> dict:
    paging = {"type": "cursor", "cursor_path": "offset", "cursor_param": "offset", "has_more_path": "hasMore"}
    return {"path": path, "params": params, "data_selector": selector, "paginator": paging}


def _pipeline(pipeline: Record) -> Iterator[tuple[str, Row]]:
    identifier = pipeline["id"]
    yield (
        "deal_pipeline",
        {"pipeline_id": identifier, "label": pipeline["label"], "updated_at": pipeline.get("updatedAt")},
    )
    for stage in pipeline["stages"]:
        facts = stage.get("metadata", {})
        probability, is_closed = facts.get("probability"), facts.get("isClosed")
        yield (
            "deal_pipeline_stage",
            {
                "stage_id": stage["id"],
                "pipeline_id": identifier,
                "label": stage["label"],
                "probability": as_text(probability),
                "is_closed": as_text(is_closed),
                # HubSpot has no mark of its own for this: the stage that ends a deal for certain is the won one.
                "closed_won": as_text(as_text(is_closed) == "true" and as_text(probability) in {"1", "1.0"}),
                "updated_at": stage.get("updatedAt"),
            },
        )


def _form(form: Record) -> Iterator[tuple[str, Row]]:
    times = {"created_at": form.get("createdAt"), "updated_at": form.get("updatedAt")}
    yield "form", {"guid": form["id"], "name": form.get("name"), **times}


def _event(event: Record) -> Iterator[tuple[str, Row]]:
    identifier = event["id"]
    yield (
        "email_event",
        {
            "id": identifier,
            "type": event.get("type"),
            "recipient": event.get("recipient"),
            "email_campaign_id": as_text(event.get("emailCampaignId")),
            "filtered_event": as_text(event.get("filteredEvent")),
            "obsoleted_by_id": (event.get("obsoletedBy") or {}).get("id"),
            "created": from_milliseconds(event.get("created")),
        },
    )
    if event.get("type") in DETAILS:
        table, names = DETAILS[event["type"]]
        yield table, {"id": identifier, **{column: as_text(event.get(name)) for column, name in names.items()}}


def _campaign(campaign: Record) -> Iterator[tuple[str, Row]]:
    facts = {column: as_text(campaign.get(column)) for column in ("id", "name", "subject")}
    yield "email_campaign", {**facts, "updated": campaign["updated"]}
