"""Tables of customer value: what comes out for whom, against another program, and what stands where there is no fit."""

import numpy as np
import pandas as pd
import pytest
from lifetimes import BetaGeoFitter

from orchestration.fits.customer_value import (
    OUTLOOK_TYPES,
    PURCHASE_TYPES,
    VALUE_TYPES,
    purchase_outlooks,
    purchase_parameters,
    spend_parameters,
)

ASSUMPTIONS = {
    "discount_rate_yearly": 0.1, "draws": 20, "horizon_months": 24, "interval_z": 2, "min_repeat_customers": 50
}  # fmt: skip
CUSTOMERS = 3000


def assumptions(**changed: float) -> pd.DataFrame:
    both = ASSUMPTIONS | changed
    return pd.DataFrame({"setting": list(both), "value": list(both.values())})


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    """Customers drawn from the model itself: some buy often, some leave soon."""
    generator = np.random.default_rng(11)
    rates, leaving = generator.gamma(0.6, 1 / 60, CUSTOMERS), generator.beta(0.8, 2.4, CUSTOMERS)
    rows = []
    for rate, leaves in zip(rates, leaving, strict=True):
        age, day, bought = int(generator.integers(200, 700)), 0, [0]
        while (day := day + 1 + int(generator.exponential(1 / rate))) <= age:
            bought.append(day)
            if generator.random() < leaves:
                break
        rows.append((age, np.array(bought)))
    return pd.DataFrame(rows, columns=["age", "bought"])


def histories(customers: pd.DataFrame, held_back: int = 90) -> pd.DataFrame:
    """What SQL makes of them: distinct histories, whole and up to some days ago."""
    rows = []
    for age, bought in zip(customers["age"], customers["bought"], strict=True):
        before = bought[bought <= age - held_back]
        later = len(bought) - len(before)
        rows.append(("whole", len(bought) - 1, int(bought[-1]), age, 0, 0))
        rows.append(("first_part", len(before) - 1, int(before[-1]), age - held_back, held_back, later))
    columns = ["history_kind", "frequency", "recency_days", "age_days", "later_days", "later_orders"]
    return pd.DataFrame(rows, columns=columns).groupby(columns).size().reset_index(name="customers")


@pytest.fixture(scope="module")
def counted(customers: pd.DataFrame) -> pd.DataFrame:
    return histories(customers)


@pytest.fixture(scope="module")
def parameters(counted: pd.DataFrame) -> pd.DataFrame:
    return purchase_parameters(counted, assumptions())


@pytest.fixture(scope="module")
def outlooks(counted: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    return purchase_outlooks(counted, parameters, assumptions())


def estimate(parameters: pd.DataFrame, kind: str = "whole") -> pd.Series:
    return parameters[(parameters["history_kind"] == kind) & (parameters["draw_number"] == 0)].iloc[0]


def test_the_order_of_rows_changes_nothing(counted, parameters):
    shuffled = counted.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(purchase_parameters(shuffled, assumptions()), parameters)


def test_the_parameters_that_made_the_customers_are_found(parameters):
    found = estimate(parameters)
    # Days are cut to whole ones and a purchase takes at least one, so they need not be found exactly.
    assert found[["r", "a", "b"]].astype(float).tolist() == pytest.approx([0.6, 0.8, 2.4], rel=0.25)
    assert found["alpha"] * 7 == pytest.approx(60, rel=0.25)
    assert (found["customers"], len(parameters)) == (CUSTOMERS, 1 + 20 + 1)


def test_a_year_and_discounted_years_are_what_another_program_expects(outlooks, parameters):
    other = BetaGeoFitter()
    other.params_ = estimate(parameters)[["r", "alpha", "a", "b"]].astype(float)
    some = outlooks.sample(200, random_state=5)
    history = [some["frequency"], some["recency_days"] / 7, some["age_days"] / 7]
    month = 365.25 / 12 / 7
    by_month = [np.zeros(200)] + [
        other.conditional_expected_number_of_purchases_up_to_time(month * number, *history) for number in range(1, 37)
    ]
    assert some["expected_orders_12m"].to_numpy() == pytest.approx(by_month[12], rel=1e-9)
    alive = other.conditional_probability_alive(*history)
    assert some["probability_alive"].to_numpy() == pytest.approx(alive, rel=1e-9)
    for span, months in (("12m", 12), ("36m", 36), ("horizon", 24)):
        discounted = sum(
            (by_month[number] - by_month[number - 1]) / 1.1 ** (number / 12) for number in range(1, months + 1)
        )
        assert some[f"discounted_orders_{span}"].to_numpy() == pytest.approx(discounted, rel=1e-9)


def test_every_history_has_one_outlook_with_a_spread(counted, outlooks):
    assert len(outlooks) == (counted["history_kind"] == "whole").sum()
    assert not outlooks.isna().any().any()
    assert (outlooks.filter(like="spread") > 0).all().all()


def test_the_spread_is_that_of_the_draws(counted, outlooks, parameters):
    """For ages of whole weeks, each draw put in the estimate's place gives the orders whose spread is told."""
    of_weeks = counted[counted["age_days"] % 7 == 0]
    told = outlooks[outlooks["age_days"] % 7 == 0].reset_index(drop=True)
    draws = parameters[(parameters["history_kind"] == "whole") & (parameters["draw_number"] > 0)]
    orders = [
        purchase_outlooks(of_weeks, pd.DataFrame([draw, draw]), assumptions())["discounted_orders_36m"]
        for _, draw in draws.iterrows()
    ]
    assert told["spread_36m"].to_numpy() == pytest.approx(np.log(orders).std(axis=0), rel=1e-6)


def test_intervals_grow_narrow_with_the_number_of_customers(counted, outlooks):
    more = counted.assign(customers=counted["customers"] * 100)
    narrow = purchase_outlooks(more, purchase_parameters(more, assumptions()), assumptions())
    assert (outlooks["spread_36m"] / narrow["spread_36m"]).median() == pytest.approx(10, rel=0.05)


def test_what_was_held_back_is_foretold_and_compared(counted, parameters):
    first_part = estimate(parameters, "first_part")
    part = counted[counted["history_kind"] == "first_part"]
    assert first_part["orders_seen"] == (part["customers"] * part["later_orders"]).sum()
    assert first_part["orders_foretold"] == pytest.approx(first_part["orders_seen"], rel=0.15)
    assert 0 < first_part["mean_absolute_error"] < 1
    assert estimate(parameters)[["orders_foretold", "orders_seen", "mean_absolute_error"]].isna().all()


def test_too_few_who_came_back_are_a_reason_and_no_number(counted):
    few = counted.assign(customers=0).head(0)
    for rows, least in ((few, 50), (counted, 10 * CUSTOMERS)):
        fitted = purchase_parameters(rows, assumptions(min_repeat_customers=least))
        assert fitted.dtypes.astype(str).to_dict() == PURCHASE_TYPES
        assert (
            fitted["note"].str.fullmatch(rf"\d+ customers have bought twice; it takes {least}").tolist() == [True] * 2
        )
        outlooks = purchase_outlooks(rows, fitted, assumptions())
        assert outlooks.empty
        assert outlooks.dtypes.astype(str).to_dict() == OUTLOOK_TYPES


def spends(q: float, number: int = 20_000) -> pd.DataFrame:
    """Customers whose mean values scatter as an inverse gamma of shape q says."""
    generator = np.random.default_rng(2)
    purchases = generator.integers(1, 6, number)
    mean_value = generator.gamma(6 * purchases) / generator.gamma(q, 1 / 15, number) / purchases
    return pd.DataFrame({"purchases": purchases, "mean_value": mean_value, "customers": 1})


def test_values_have_the_parameters_that_made_them():
    fitted = spend_parameters(spends(q=4), assumptions())
    assert fitted.loc[0, ["p", "q", "gamma"]].astype(float).tolist() == pytest.approx([6, 4, 15], rel=0.15)
    assert fitted["draw_number"].tolist() == list(range(21))
    assert fitted.dtypes.astype(str).to_dict() == VALUE_TYPES


@pytest.mark.parametrize(("given", "reason"), [
    (spends(q=0.9), "its mean cannot be told"),
    (spends(q=4, number=49), "49 customers have bought twice; it takes 50"),
])  # fmt: skip
def test_without_a_mean_or_with_too_few_there_is_a_reason(given, reason):
    [fitted] = spend_parameters(given, assumptions()).to_dict("records")
    assert reason in fitted["note"]
    assert np.isnan(fitted["q"])
