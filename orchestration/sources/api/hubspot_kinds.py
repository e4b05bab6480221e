"""The kinds of HubSpot's objects that are read, and the tables that they fill."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """Associations of an object with another kind, and the table and columns that hold them."""

    table: str
    to: str
    column: str


@dataclass(frozen=True)
class Kind:
    """An object of HubSpot and the table it fills, in which some properties have names of the loaders' own.

    The past of the properties in `history` goes to `past`, a table with the columns `past_columns` for the record and,
    where there is one, the property; then the value and its time.
    """

    table: str
    path: str
    key: str
    modified: str = "hs_lastmodifieddate"
    renamed: tuple[tuple[str, str], ...] = ()
    history: tuple[str, ...] = ()
    past: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


ENGAGED = (Link("engagement_contact", "contacts", "contact_id"), Link("engagement_deal", "deals", "deal_id"))
KINDS = (
    Kind(
        "contact",
        "contacts",
        "id",
        modified="lastmodifieddate",
        history=("lifecyclestage", "hs_lead_status", "hs_email_optout"),
        past=("contact_property_history", "contact_id", "value", "timestamp"),
    ),
    Kind("company", "companies", "id"),
    Kind(
        "deal",
        "deals",
        "deal_id",
        renamed=(
            ("deal_pipeline_id", "pipeline"),
            ("deal_pipeline_stage_id", "dealstage"),
            ("owner_id", "hubspot_owner_id"),
        ),
        history=("dealstage",),
        past=("deal_stage", "deal_id", "value", "date_entered"),
        links=(Link("deal_contact", "contacts", "contact_id"), Link("deal_company", "companies", "company_id")),
    ),
    *(
        Kind(f"engagement_{one}", many, "engagement_id", links=ENGAGED)
        for one, many in (("call", "calls"), ("meeting", "meetings"), ("email", "emails"), ("task", "tasks"))
    ),
)
