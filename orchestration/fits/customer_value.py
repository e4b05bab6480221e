"""Tables of the customer value marts: counted histories in, parameters and what they foretell out.

What is asked of the models is in `purchase_model.py`; here are the columns, how much data is enough, and what stands
where there is no fit: nulls and a note with the reason. Columns are in days, and the models in weeks, as in the papers.
"""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd

from orchestration.fits.maximum_likelihood import Array, Estimate, NoFit, weighted_sum
from orchestration.fits.purchase_model import (
    PURCHASE_PARAMETERS,
    VALUE_PARAMETERS,
    discounted_purchases_if_alive,
    expected_purchases,
    fit_purchases,
    fit_values,
    log_probability_alive,
    probability_alive,
)
from orchestration.fits.tables import rounded, table

# All that was bought, and what was bought before the day from which the rest is foretold, as a test.
WHOLE, FIRST_PART = "whole", "first_part"
DAYS_PER_WEEK, MONTHS_PER_YEAR = 7, 12
WEEKS_PER_MONTH = 365.25 / DAYS_PER_WEEK / MONTHS_PER_YEAR
SPANS = {"12m": 12, "36m": 36}
# A rerun must draw the same.
SEED = 1

HISTORY = ["frequency", "recency_days", "age_days"]
ESTIMATE_TYPES = {"draw_number": "int64", "log_likelihood": "float64", "customers": "Int64", "note": "string"}
HOLDOUT_TYPES = dict.fromkeys(["orders_foretold", "orders_seen", "mean_absolute_error"], "float64")
PURCHASE_TYPES = {
    "history_kind": "string", **ESTIMATE_TYPES, **dict.fromkeys(PURCHASE_PARAMETERS, "float64"), **HOLDOUT_TYPES
}  # fmt: skip
VALUE_TYPES = {**ESTIMATE_TYPES, **dict.fromkeys(VALUE_PARAMETERS, "float64")}
OUTLOOK_TYPES = {
    **dict.fromkeys(HISTORY, "int64"),
    **dict.fromkeys(["probability_alive", "expected_orders_12m"], "float64"),
    **{f"discounted_orders_{span}": "float64" for span in [*SPANS, "horizon"]},
    **{f"spread_{span}": "float64" for span in [*SPANS, "horizon"]},
}


def purchase_parameters(histories: pd.DataFrame, assumptions: pd.DataFrame) -> pd.DataFrame:
    """For each kind of history one row (draw 0) with the estimate or the reason why there is none; draws of the whole.

    The row of the first part says how many orders its customers were foretold for the time after it, how many were
    seen, and how far off a customer was on average.
    """
    settings = _settings(assumptions)
    rows: list[dict] = []
    for kind in (WHOLE, FIRST_PART):
        part = histories[histories["history_kind"] == kind].sort_values([*HISTORY, "later_orders"])
        columns = [*_in_weeks(part), part["customers"].to_numpy(float)]
        named = {"history_kind": kind}
        first = named | {"draw_number": 0, "customers": part["customers"].sum()}
        try:
            _require(part.loc[part["frequency"] > 0, "customers"].sum(), settings)
            estimate = fit_purchases(*columns)
        except NoFit as reason:
            rows.append(first | {"note": str(reason)})
            continue
        first |= _described(PURCHASE_PARAMETERS, estimate)
        if kind == WHOLE:
            rows.extend([first, *(named | draw for draw in _draws(PURCHASE_PARAMETERS, estimate, settings))])
        else:
            rows.append(first | _compared(estimate, part))
    return table(rows, PURCHASE_TYPES)


def spend_parameters(spends: pd.DataFrame, assumptions: pd.DataFrame) -> pd.DataFrame:
    """One row (draw 0) with the estimate or the reason why there is none, and one per draw."""
    settings = _settings(assumptions)
    spends = spends.sort_values(["purchases", "mean_value"])
    first = {"draw_number": 0, "customers": spends["customers"].sum()}
    try:
        _require(spends["customers"].sum(), settings)
        estimate = fit_values(*(spends[name].to_numpy(float) for name in ("purchases", "mean_value", "customers")))
        _require_finite_mean(estimate, settings)
    except NoFit as reason:
        return table([first | {"note": str(reason)}], VALUE_TYPES)
    draws = (draw for draw in _draws(VALUE_PARAMETERS, estimate, settings) if draw["q"] > 1)
    return table([first | _described(VALUE_PARAMETERS, estimate), *draws], VALUE_TYPES)


def purchase_outlooks(histories: pd.DataFrame, parameters: pd.DataFrame, assumptions: pd.DataFrame) -> pd.DataFrame:
    """One row per distinct history: what its customers will do. No rows where there is no fit.

    Orders of 12 months, of 36 and up to the horizon are discounted to today, month by month as of the month's end.
    Their spread is the standard deviation of their logarithm over the draws of the parameters; for it, ages are whole
    weeks, since there is one hypergeometric series per draw, month, frequency and age.
    """
    settings = _settings(assumptions)
    rows = histories[histories["history_kind"] == WHOLE].sort_values(HISTORY)
    fitted = parameters[(parameters["history_kind"] == WHOLE) & parameters["r"].notna()].sort_values("draw_number")
    if fitted.empty:
        return table([], OUTLOOK_TYPES)
    estimate, *draws = fitted[list(PURCHASE_PARAMETERS)].to_numpy(float)
    frequency, recency, age = _in_weeks(rows)
    spans = {**SPANS, "horizon": int(settings["horizon_months"])}
    months = np.arange(1, max(spans.values()) + 1)
    discounts = (1 + settings["discount_rate_yearly"]) ** (-months / MONTHS_PER_YEAR)

    def discounted_if_alive(drawn: Array, among: Array) -> Array:
        by_month = discounted_purchases_if_alive(drawn, *among, WEEKS_PER_MONTH, discounts)
        return by_month[[span - 1 for span in spans.values()]]

    pairs, of_row = np.unique([frequency, np.round(age)], axis=1, return_inverse=True)
    spread = _standard_deviation(
        np.log(discounted_if_alive(drawn, pairs))[:, of_row.ravel()]
        + log_probability_alive(drawn, frequency, recency, age)
        for drawn in draws
    )
    alive = probability_alive(estimate, frequency, recency, age)
    orders = alive * discounted_if_alive(estimate, np.array([frequency, age]))
    year = expected_purchases(estimate, frequency, recency, age, MONTHS_PER_YEAR * WEEKS_PER_MONTH)
    foretold = rows[HISTORY].assign(probability_alive=alive, expected_orders_12m=year)
    for number, span in enumerate(spans):
        foretold[f"discounted_orders_{span}"] = orders[number]
        foretold[f"spread_{span}"] = spread[number]
    return table(foretold.to_dict("list"), OUTLOOK_TYPES)


def _settings(assumptions: pd.DataFrame) -> dict[str, float]:
    return dict(zip(assumptions["setting"], assumptions["value"], strict=True))


def _in_weeks(rows: pd.DataFrame) -> tuple[Array, Array, Array]:
    frequency, recency, age = (rows[name].to_numpy(float) for name in HISTORY)
    return frequency, recency / DAYS_PER_WEEK, age / DAYS_PER_WEEK


def _require(repeat_customers: int, settings: dict[str, float]) -> None:
    least = int(settings["min_repeat_customers"])
    if repeat_customers < least:
        raise NoFit(f"{repeat_customers} customers have bought twice; it takes {least}")


def _require_finite_mean(estimate: Estimate, settings: dict[str, float]) -> None:
    """With q of 1 or less the mean value of all orders is infinite; the few draws beyond the interval are left out."""
    q = VALUE_PARAMETERS.index("q")
    lowest = np.log(estimate.parameters[q]) - settings["interval_z"] * np.sqrt(estimate.covariance[q, q])
    if lowest <= 0:
        raise NoFit("customers differ so much in the value of their orders that its mean cannot be told")


def _described(names: tuple[str, ...], estimate: Estimate) -> dict[str, float]:
    return _named(names, estimate.parameters) | {"log_likelihood": rounded(estimate.log_likelihood)}


def _draws(names: tuple[str, ...], estimate: Estimate, settings: dict[str, float]) -> Iterator[dict]:
    for number, drawn in enumerate(estimate.draws(int(settings["draws"]), SEED), start=1):
        yield {"draw_number": number} | _named(names, drawn)


def _named(names: tuple[str, ...], parameters: Array) -> dict[str, float]:
    return {name: rounded(value) for name, value in zip(names, parameters, strict=True)}


def _compared(estimate: Estimate, part: pd.DataFrame) -> dict[str, float]:
    horizon = part["later_days"].iloc[0] / DAYS_PER_WEEK
    foretold = expected_purchases(estimate.parameters, *_in_weeks(part), horizon)
    customers, seen = part["customers"].to_numpy(float), part["later_orders"].to_numpy(float)
    return {
        "orders_foretold": rounded(weighted_sum(foretold, customers)),
        "orders_seen": weighted_sum(seen, customers),
        "mean_absolute_error": rounded(weighted_sum(np.abs(foretold - seen), customers) / customers.sum()),
    }


def _standard_deviation(samples: Iterable[Array]) -> Array:
    """Of as many arrays, none of which is kept (B. P. Welford 1962, Technometrics 4:419)."""
    mean = squares = 0.0
    for count, sample in enumerate(samples, start=1):
        step = sample - mean
        mean = mean + step / count
        squares = squares + step * (sample - mean)
    return np.sqrt(squares / count)
