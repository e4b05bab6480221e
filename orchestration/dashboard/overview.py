"""Page section `overview`: the whole way from a first contact to money, as figures and by month."""

from orchestration.dashboard import months, rates
from orchestration.dashboard.channel_roi import first_model
from orchestration.dashboard.figures import Headline, Section, write
from orchestration.dashboard.marts import Marts
from orchestration.dashboard.texts import text, words


def section(marts: Marts) -> Section:
    people = marts.row("select count(*) as people, count(*) filter (where is_valid) as valid from core.people")
    if not people["people"]:
        return Section("overview", text("overview.title"), text("overview.intro"))
    model = first_model(marts)
    return Section(
        "overview",
        text("overview.title"),
        text("overview.intro"),
        headlines=[*_people(marts, people), *_money(marts, model)],
        figures=months.figures(marts, model),
    )


def _headline(key: str, kind: str, value: float | None, note: str) -> Headline:
    return Headline(key, text(f"overview.{key}"), value, write(value, kind), note)


def _people(marts: Marts, people: dict) -> list[Headline]:
    steps = marts.rows(
        """
        select step, sum(entered) as entered
        from funnel.funnel_conversions
        where funnel = 'lifecycle' and channel = '(all)' and segment = '(all)'
        group by step
        """
    )
    reached = {row["step"]: row["entered"] for row in steps}
    leads, customers = reached.get("lead", 0), reached.get("customer", 0)
    rate = rates.with_rate({}, customers, leads) if leads else {"rate": None, "low": 0.0, "high": 0.0}
    conversion_note = text("overview.conversion_rate.note", customers=customers, leads=leads, **rate)
    return [
        _headline("people", "count", people["people"], text("overview.people.note", valid=people["valid"])),
        _headline("mqls", "count", reached.get("mql", 0), text("overview.mqls.note")),
        _headline("customers", "count", customers, text("overview.customers.note")),
        _headline("conversion_rate", "share", rate["rate"], conversion_note),
    ]


def _money(marts: Marts, model: str | None) -> list[Headline]:
    # Under every model the credits add up to what was booked. Which of it paid channels brought depends on the model.
    money = marts.row(
        """
        select
            coalesce(sum(revenue), 0) as revenue,
            coalesce(sum(margin), 0) as margin,
            coalesce(sum(spend), 0) as spend,
            coalesce(sum(margin) filter (where spend > 0), 0) as paid_margin
        from channel_roi.channel_returns
        where month = '(all)' and attribution_model = ?
        """,
        model,
    )
    spend = money["spend"]
    return [
        _headline("revenue", "money", money["revenue"], text("overview.revenue.note")),
        _headline("spend", "money", spend, text("overview.spend.note")),
        _roi("paid_roi", money["paid_margin"], spend, model=words(model).lower()),
        _roi("blended_roi", money["margin"], spend),
    ]


def _roi(key: str, margin: float, spend: float, **noted: str) -> Headline:
    if not spend:
        return _headline(key, "signed_share", None, text("overview.roi.no_spend"))
    return _headline(key, "signed_share", (margin - spend) / spend, text(f"overview.{key}.note", **noted))
