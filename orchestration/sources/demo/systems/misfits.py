"""Rows as they come when somebody typed into an export: each breaks the contract once, for the quarantine to show."""

from __future__ import annotations

_LEAD = {"Last Name": "Doe", "Lead Source": "Direct Traffic", "Status": "Open", "Created": "2026-05-04 09:30:00Z"}
_DEAL = {"stage": "Discovery", "is_closed": "false", "is_won": "false", "created_at": "2026-05-04 09:30:00Z"}
_SPEND = {"Day": "2026-05-04", "Platform": "affiliate_network", "Campaign ID": "affiliate-deals"}

MISFITS = {
    "crm/leads.csv": (
        _LEAD | {"Lead ID": "L-typed-1", "Created": "the other day"},
        _LEAD | {"Lead ID": "L-typed-2", "Created": "2026-02-30 10:00:00Z"},
        _LEAD | {"Lead ID": "L-typed-3", "Employees": "about fifty"},
        _LEAD | {"Lead ID": ""},
    ),
    "crm/opportunities.csv": (
        _DEAL | {"opportunity_id": "O-typed-1", "amount": "to be discussed", "currency": "USD"},
        _DEAL | {"opportunity_id": "O-typed-2", "amount": "1000.00", "currency": "dollars"},
    ),
    "crm/ad_spend.csv": (_SPEND | {"Cost": "n/a"},),
}
