"""What is known of each vendor before anything is asked of it: its addresses, and the credentials it wants."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Vendor:
    """A CRM that can be read. Each of `credentials` is a set of names that is enough to get in.

    `login` is an example of where tokens are had, if that is not where the CRM is; `headers` carry a credential each.
    """

    name: str
    domains: tuple[str, ...]
    credentials: tuple[tuple[str, ...], ...]
    login: str = ""
    headers: tuple[tuple[str, str], ...] = ()


VENDORS = {
    "salesforce": Vendor("Salesforce", ("salesforce.com", "force.com"), (("client_id", "client_secret"),)),
    "hubspot": Vendor("HubSpot", ("hubapi.com",), (("access_token",), ("client_id", "client_secret", "refresh_token"))),
    "marketo": Vendor("Marketo", ("mktorest.com",), (("client_id", "client_secret"),)),
    "pardot": Vendor(
        "Account Engagement (Pardot)",
        ("pardot.com", "salesforce.com"),
        (("client_id", "client_secret", "business_unit_id"),),
        login="https://acme.my.salesforce.com",
        headers=(("Pardot-Business-Unit-Id", "business_unit_id"),),
    ),
    "zoho": Vendor(
        "Zoho",
        (
            "zohocloud.ca",
            *(
                f"{service}.{domain}"
                for domain in ("com", "eu", "in", "com.au", "com.cn", "jp", "sa")
                for service in ("zohoapis", "zoho")
            ),
        ),
        (("client_id", "client_secret", "refresh_token"),),
        login="https://accounts.zoho.com",
    ),
}
