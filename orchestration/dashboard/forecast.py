"""Page section `forecast`: what the open pipeline will bring, and how far past forecasts missed."""

from orchestration.dashboard import charts, lines
from orchestration.dashboard.figures import Column, Dataset, Figure, Rows, Section
from orchestration.dashboard.marts import Marts

SEGMENT = {"segment": "segment"}
AMOUNTS = [
    Column("open_deals", "count"),
    Column("open_amount", "money"),
    Column("weighted_amount", "money"),
    Column("forecast_amount", "money"),
    Column("forecast_low", "money"),
    Column("forecast_high", "money"),
    Column("actual", "money"),
]


def section(marts: Marts) -> Section:
    forecasts = _forecasts(marts)
    if not forecasts.rows:
        return Section("forecast")
    return Section("forecast", [_now(), _past(), _accuracy()], [forecasts, _accuracies(marts)])


def _forecasts(marts: Marts) -> Dataset:
    # Of the past, the last forecast that was made before the month began.
    rows = marts.rows(
        """
        select
            strftime(close_month, '%Y-%m') as month, segment, is_current, open_deals, open_amount, weighted_amount,
            forecast_amount, forecast_low, forecast_high, actual
        from forecast.pipeline_forecasts
        where is_current or (months_ahead = 1 and actual is not null and month_of(close_month) <> 'earlier')
        order by all
        """
    )
    return Dataset("forecasts", rows, totals=("segment",))


def _now() -> Figure:
    columns = [Column("month", "month", "close_month"), *AMOUNTS[:-1]]
    rows = Rows(
        "forecasts",
        SEGMENT,
        only={"is_current": True},
        derive=[("label", "text", "forecast_of_open")],
        sort=[("month", False)],
    )
    chart = charts.intervals(
        columns, "month", "forecast_amount", "forecast_low", "forecast_high", None, charts.MEASURES_HEIGHT
    )
    return Figure("forecast-now", rows, columns, ("deals", "sum", "open_deals"), chart)


def _past() -> Figure:
    columns = [Column("month", "month", "close_month"), *AMOUNTS, Column("missed", "signed_share")]
    rows = Rows(
        "forecasts",
        {**SEGMENT, "period": "month"},
        only={"is_current": False},
        derive=[("at", "moment", "month"), ("missed", "roi", "forecast_amount", "actual")],
        sort=[("month", False)],
    )
    chart = lines.foretold(columns, "forecast_amount", "forecast_low", "forecast_high", "actual")
    return Figure("forecast-past", rows, columns, ("deals", "sum", "open_deals"), chart)


def _accuracies(marts: Marts) -> Dataset:
    rows = marts.rows(
        """
        select
            segment, months_ahead, forecasts, forecast_amount, actual, error_share, absolute_error_share,
            share_inside, share_inside_low, share_inside_high, verdict
        from forecast.forecast_accuracy
        order by segment, months_ahead
        """
    )
    return Dataset("forecast_accuracy", rows, totals=("segment",))


def _accuracy() -> Figure:
    columns = [
        Column("months_ahead", "name"),
        Column("forecasts", "count"),
        Column("forecast_amount", "money"),
        Column("actual", "money"),
        Column("error_share", "signed_share"),
        Column("absolute_error_share", "share"),
        Column("share_inside", "share"),
        Column("verdict", "name"),
    ]
    behind = ("forecasts", "most", "forecasts")
    return Figure("forecast-accuracy", Rows("forecast_accuracy", SEGMENT), columns, behind)
