"""Page section `clv`: what customers have been worth, what they will be, and who is still one."""

from orchestration.dashboard import cells, charts, lines
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.marts import Marts

MOST_GROUPS = 15
MOST_COHORTS = 6
# Of the probability to be alive.
TENTHS = 10
# Bounds of the value classes within a power of ten.
STEPS = "[1, 2, 5]"


def section(marts: Marts) -> Section:
    groups = _groups(marts)
    if not groups.rows:
        return Section("clv")
    return Section(
        "clv",
        [_value(), _repeat(), _curves(), _segments(), _alive()],
        [groups, _cohorts(marts), _rfm(marts), _customers(marts)],
    )


def _groups(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            group_value as channel, customers, repeat_customers, historical_clv, predicted_clv, predicted_clv_low,
            predicted_clv_high, repeat_purchase_rate
        from clv.clv_by_group
        where group_kind = 'channel' and customers > 0
        order by customers desc, channel
        limit ?
        """,
        MOST_GROUPS,
    )
    return Dataset("clv_by_channel", rows)


def _value() -> Figure:
    columns = [
        Column("channel", "name"),
        Column("customers", "count"),
        Column("historical_clv", "money"),
        Column("predicted_clv", "money"),
        Column("predicted_clv_low", "money"),
        Column("predicted_clv_high", "money"),
    ]
    rows = Rows("clv_by_channel", {"channel": "channel"}, sort=[("historical_clv", True)])
    drawn = [columns[0], Column("measure"), Column("amount", "money"), columns[1]]
    fold = ["historical_clv", "predicted_clv"]
    chart = charts.measures(drawn, "channel")
    return Figure("clv-channel", rows, columns, ("customers", "sum", "customers"), chart, fold)


def _repeat() -> Figure:
    columns = [
        Column("channel", "name"),
        Column("customers", "count"),
        Column("repeat_customers", "count"),
        Column("rate", "share"),
        Column("rate_low", "share"),
        Column("rate_high", "share"),
    ]
    rows = Rows(
        "clv_by_channel",
        {"channel": "channel"},
        derive=[
            ("rate", "ratio", "repeat_customers", "customers"),
            ("rate_low", "wilson_low", "repeat_customers", "customers"),
            ("rate_high", "wilson_high", "repeat_customers", "customers"),
            ("label", "text", "repeat_of_customers"),
        ],
        sort=[("historical_clv", True)],
    )
    chart = charts.intervals(columns, "channel", "rate", "rate_low", "rate_high", charts.SHARE, charts.MEASURES_HEIGHT)
    return Figure("clv-repeat", rows, columns, ("customers", "sum", "customers"), chart)


def _cohorts(marts: Marts) -> Dataset:
    # Months make too many lines, and too thin ones; a quarter ends where its youngest month ends, so that all
    # points of a line are about the same customers.
    rows = marts.rows(
        """
        with

        cohorts as (
            select
                left(group_value, 4) || ' Q' || (cast(right(group_value, 2) as integer) + 2) // 3 as quarter,
                *
            from clv.clv_curves
            where group_kind = 'cohort_month'
        ),

        quarters as (
            select quarter, count(distinct group_value) as months
            from cohorts
            group by quarter
            order by quarter desc
            limit ?
        )

        select
            quarter,
            month_number,
            sum(customers) as customers,
            sum(cumulative_margin) / sum(customers) as margin_per_customer
        from cohorts
        inner join quarters using (quarter)
        group by quarter, month_number, months
        having count(*) = months
        order by quarter, month_number
        """,
        MOST_COHORTS,
    )
    return Dataset("clv_curves", rows)


def _curves() -> Figure:
    columns = [
        Column("quarter"),
        Column("month_number", "count"),
        Column("customers", "count"),
        Column("margin_per_customer", "money"),
    ]
    chart = lines.curves(columns, "month_number", "margin_per_customer", "quarter")
    behind = ("customers", "sum_of_starts", "customers")
    return Figure("clv-curves", Rows("clv_curves"), columns, behind, chart, wide=True)


def _rfm(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            rfm_segment, segment, priority, customers, customer_share, revenue, revenue_share, historical_clv,
            predicted_clv, probability_alive
        from clv.customer_segments
        where customers > 0
        order by all
        """
    )
    return Dataset("customer_segments", rows, totals=("segment",))


def _segments() -> Figure:
    columns = [
        Column("rfm_segment", "name"),
        Column("customers", "count"),
        Column("customer_share", "share"),
        Column("revenue_share", "share"),
        Column("historical_clv", "money"),
        Column("predicted_clv", "money"),
        Column("probability_alive", "share"),
    ]
    rows = Rows(
        "customer_segments",
        {"segment": "segment"},
        derive=[("customer_share", "share", "customers"), ("revenue_share", "share", "revenue")],
        sort=[("priority", False)],
    )
    drawn = [columns[0], Column("measure"), Column("amount", "share"), columns[1]]
    fold = ["customer_share", "revenue_share"]
    chart = charts.measures(drawn, "rfm_segment", axis=charts.SHARE)
    return Figure("clv-segments", rows, columns, ("customers", "sum", "customers"), chart, fold)


def _customers(marts: Marts) -> Dataset:
    rows = marts.rows(
        f"""
        with classes as (
            select
                least(floor(probability_alive * {TENTHS}), {TENTHS - 1}) / {TENTHS} as alive_from,
                case when historical_clv < 1 then 0 else pow(10, floor(log10(historical_clv))) end as power,
                case when historical_clv < 1 then 0 else historical_clv / power end as times,
                acquisition_channel as channel,
                segment,
                predicted_clv
            from clv.customer_values
            where probability_alive is not null
        )

        select
            alive_from,
            coalesce(power * list_max(list_filter({STEPS}, lambda step: step <= times)), 0) as value_from,
            channel,
            segment,
            count(*) as customers,
            sum(predicted_clv) as predicted
        from classes
        group by all
        order by all
        """
    )
    return Dataset("customers_alive", rows)


def _alive() -> Figure:
    columns = [
        Column("alive_from", "rounded_share"),
        Column("value_from", "money"),
        Column("customers", "count"),
        Column("predicted_mean", "money", "predicted_clv"),
    ]
    rows = Rows(
        "customers_alive",
        {"channel": "channel", "segment": "segment"},
        group=["alive_from", "value_from"],
        sums=["customers", "predicted"],
        derive=[("predicted_mean", "ratio", "predicted", "customers")],
        sort=[("alive_from", False), ("value_from", True)],
    )
    chart = cells.bubbles(columns, "alive_from", "value_from", "customers", ("@axis.alive", "@axis.value"))
    return Figure("clv-alive", rows, columns, ("customers", "sum", "customers"), chart)
