"""HubSpot: how to get in, and what its errors mean."""

from requests import Response

from orchestration.contracts import Contract
from orchestration.sources.api.connection import Connection, Refusal, error_body
from orchestration.sources.api.hubspot_lists import list_streams
from orchestration.sources.api.hubspot_objects import object_streams
from orchestration.sources.api.streams import Stream

SCHEME = "Bearer"
# What costs the CRM least to answer and only a valid login gets: the path, and what is asked for.
CHEAPEST = ("/account-info/v3/details", {})


def token(crm: Connection, credentials: dict[str, str]) -> str:
    """The private app's token, or one by the refresh token of an app that was installed."""
    if "access_token" in credentials:
        return credentials["access_token"]
    url = f"{crm.source.login_url}/oauth/v1/token"
    return crm.token("POST", url, data={"grant_type": "refresh_token", **credentials})


def has_expired(response: Response) -> bool:
    """Tokens of installed apps last half an hour; then 401 EXPIRED_AUTHENTICATION."""
    return response.status_code == 401


def refusal(response: Response) -> Refusal | None:
    """Errors have a category. A batch that was read in part says so with 207; an id gone meanwhile is no fault."""
    body = error_body(response)
    if not isinstance(body, dict):
        return None
    if response.status_code == 207:
        faults = {str(error.get("category")) for error in body.get("errors", [])} - {"OBJECT_NOT_FOUND"}
        return Refusal(", ".join(sorted(faults))) if faults else None
    if body.get("status") != "error":
        return None
    return Refusal(str(body.get("category") or body.get("errorType")), is_limit=body.get("policyName") == "DAILY")


def streams(crm: Connection, contracts: dict[str, Contract]) -> list[Stream]:
    """Objects, and the lists beside them."""
    return [*object_streams(crm, contracts), *list_streams(crm)]
