"""What the open deals will bring, and how far such forecasts were off."""

from expectations._vocabulary import between, filled, key, no_rows, not_after_as_of, one_of, share

EXPECTATIONS = {
    "forecast.pipeline_forecasts": [
        *key("made_on", "close_month", "segment"),
        not_after_as_of("made_on"),
        between("months_ahead", 0, None),
        between("open_deals", 1, None),
        filled("open_amount"),
        no_rows(
            "what is forecast is a share of what is open, never a multiple",
            """
            select 1 from {batch} where segment = '(all)'
            having sum(weighted_amount) > sum(open_amount) or sum(forecast_amount) > sum(weighted_amount)
            """,
        ),
        no_rows(
            "a forecast lies within its interval",
            "select * from {batch} where forecast_amount not between forecast_low - 0.01 and forecast_high + 0.01",
        ),
        no_rows(
            "where there is no forecast, a note says why",
            "select * from {batch} where (forecast_amount is null) <> (note is not null)",
        ),
        no_rows(
            "nothing has come of a month that is not over",
            """
            select * from {batch}
            where actual is not null and close_month >= (select date_trunc('month', as_of_on) from core.reporting)
            """,
        ),
        no_rows(
            "segments together are what was forecast for all",
            f"""
            select 1 from {{batch}} group by made_on, close_month
            having {
                " or ".join(
                    f"sum(if(segment = '(all)', {column}, -{column})) <> 0"
                    for column in ("open_deals", "open_amount", "weighted_amount", "forecast_amount")
                )
            }
            """,
        ),
    ],
    "forecast.forecast_accuracy": [
        *key("segment", "months_ahead"),
        between("forecasts", 1, None),
        share("share_inside"),
        one_of("verdict", ["too high", "too low", "in line", "too little data"]),
        no_rows(
            "an error is what was forecast less what came",
            "select * from {batch} where error <> forecast_amount - actual",
        ),
        no_rows(
            "all months ahead are each of them together",
            """
            select segment from {batch} group by segment
            having sum(forecasts) filter (months_ahead = '(all)') <> sum(forecasts) filter (months_ahead <> '(all)')
                or sum(actual) filter (months_ahead = '(all)') <> sum(actual) filter (months_ahead <> '(all)')
            """,
        ),
    ],
}
