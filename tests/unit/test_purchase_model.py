"""The purchase model against published figures, against another program, and at its edges."""

import os
from collections import Counter
from pathlib import Path

import duckdb
import numpy as np
import pytest
from lifetimes import BetaGeoFitter, GammaGammaFitter
from threadpoolctl import threadpool_limits

from orchestration.fits.maximum_likelihood import NoFit, weighted_sum
from orchestration.fits.purchase_model import (
    expected_purchases,
    expected_value,
    fit_purchases,
    fit_values,
    probability_alive,
)

SHARED = Path(os.environ.get("LEADHOUSE_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
CDNOW = SHARED / "cdnow" / "CDNOW_sample.txt"
# Fader, Hardie and Lee (2005), table 2; Fader and Hardie (2013), section 5.
PUBLISHED_PURCHASES, PUBLISHED_LIKELIHOOD = [0.243, 4.414, 0.793, 2.426], -9582.4
PUBLISHED_VALUES = [6.25, 3.74, 15.44]
SUMMARY = """
with transactions as (
    select
        words[1] as customer, cast(strptime(words[3], '%Y%m%d') as date) as day, sum(cast(words[5] as double)) as value
    from (
        select regexp_split_to_array(trim(line), '\\s+') as words
        from read_csv('{file}', header = false, columns = {{line: 'varchar'}}, delim = '|')
    )
    group by all
), calibration as (
    select *, min(day) over (partition by customer) as first_day from transactions where day <= date '1997-09-30'
)
select
    count(*) - 1 as frequency, (max(day) - min(day)) / 7.0 as recency, (date '1997-09-30' - min(day)) / 7.0 as age,
    avg(case when day > first_day then value end) as mean_value
from calibration
group by customer
"""


@pytest.fixture(scope="module")
def cdnow():
    if not CDNOW.exists():
        pytest.skip(f"{CDNOW} is not there")
    return duckdb.sql(SUMMARY.format(file=CDNOW)).df().fillna(0.0)


@pytest.fixture(scope="module")
def invented():
    """Customers drawn from the model itself, so that there is something to fit."""
    generator = np.random.default_rng(7)
    age = generator.integers(10, 100, 400).astype(float)
    rate, leaving = generator.gamma(1.0, 0.1, 400), generator.beta(1.0, 3.0, 400)
    frequency, recency = np.zeros(400), np.zeros(400)
    for customer in range(400):
        now = 0.0
        while (now := now + generator.exponential(1 / rate[customer])) < age[customer]:
            frequency[customer], recency[customer] = frequency[customer] + 1, now
            if generator.random() < leaving[customer]:
                break
    return frequency, recency, age


def test_purchases_of_cdnow_have_the_published_parameters_from_counted_rows(cdnow):
    rows = Counter(zip(cdnow.frequency, cdnow.recency, cdnow.age, strict=True))
    frequency, recency, age = np.array(list(rows), dtype=float).T
    customers = np.array(list(rows.values()), dtype=float)
    assert customers.sum() == 2357
    assert len(rows) < customers.sum()
    estimate = fit_purchases(frequency, recency, age, customers)
    assert estimate.parameters.round(3).tolist() == PUBLISHED_PURCHASES
    assert round(estimate.log_likelihood, 1) == PUBLISHED_LIKELIHOOD


def test_values_of_cdnow_have_the_published_parameters(cdnow):
    bought = cdnow[(cdnow.frequency > 0) & (cdnow.mean_value > 0)]
    estimate = fit_values(bought.frequency.to_numpy(float), bought.mean_value.to_numpy(), np.ones(len(bought)))
    assert estimate.parameters.round(2).tolist() == PUBLISHED_VALUES


def test_what_is_expected_is_what_another_program_expects(cdnow):
    frequency, recency, age = (cdnow[name].to_numpy(float) for name in ("frequency", "recency", "age"))
    estimate = fit_purchases(frequency, recency, age, np.ones(len(cdnow)))
    other = BetaGeoFitter().fit(frequency, recency, age)
    other.params_[["r", "alpha", "a", "b"]] = estimate.parameters
    ours = expected_purchases(estimate.parameters, frequency, recency, age, 39)
    assert ours == pytest.approx(
        other.conditional_expected_number_of_purchases_up_to_time(39, frequency, recency, age), rel=1e-9
    )
    alive = probability_alive(estimate.parameters, frequency, recency, age)
    assert alive == pytest.approx(other.conditional_probability_alive(frequency, recency, age), rel=1e-9)
    money = GammaGammaFitter()
    money.params_ = other.params_.iloc[:0]
    for name, value in zip("pqv", PUBLISHED_VALUES, strict=True):
        money.params_[name] = value
    assert expected_value(np.array(PUBLISHED_VALUES), frequency, cdnow.mean_value.to_numpy()) == pytest.approx(
        money.conditional_expected_average_profit(frequency, cdnow.mean_value.to_numpy()), rel=1e-9
    )


@pytest.mark.parametrize("seed", range(12))
def test_what_is_found_is_a_maximum_by_another_programs_likelihood(invented, seed):
    generator = np.random.default_rng(seed)
    drawn = np.array(invented)[:, generator.choice(400, 400)]
    purchases = fit_purchases(*drawn, np.ones(400))
    assert _slopes(BetaGeoFitter._negative_log_likelihood, purchases.parameters, *drawn) == pytest.approx(0, abs=1e-7)
    bought = generator.integers(1, 6, 200).astype(float)
    mean = generator.gamma(3 * bought, 1 / (bought * generator.gamma(3, 1 / 30, 200)))
    values = fit_values(bought, mean, np.ones(200))
    slopes = _slopes(GammaGammaFitter._negative_log_likelihood, values.parameters, bought, mean)
    assert slopes == pytest.approx(0, abs=1e-7)


def _slopes(badness, parameters, *data):
    """How steep a likelihood is at these parameters, by differences."""
    weights, place = np.ones(len(data[0])), np.log(parameters)

    def at(step):
        return badness(place + step, *data, weights, 0)

    return np.array([(at(step) - at(-step)) / 2e-5 for step in np.eye(len(parameters)) * 1e-5])


def test_a_row_that_stands_for_many_is_many_rows(invented):
    frequency, recency, age = invented
    twice = fit_purchases(*(np.tile(column, 2) for column in invented), np.ones(800))
    counted = fit_purchases(frequency, recency, age, np.full(400, 2.0))
    assert counted.parameters == pytest.approx(twice.parameters, rel=1e-10)
    assert counted.log_likelihood == pytest.approx(twice.log_likelihood)


def test_another_unit_of_time_is_the_same_model(invented):
    frequency, recency, age = invented
    weeks = fit_purchases(frequency, recency, age, np.ones(400))
    days = fit_purchases(frequency, recency * 7, age * 7, np.ones(400))
    assert days.parameters / weeks.parameters == pytest.approx([1, 7, 1, 1], rel=1e-10)
    in_a_year = expected_purchases(weeks.parameters, frequency, recency, age, 52)
    assert expected_purchases(days.parameters, frequency, recency * 7, age * 7, 364) == pytest.approx(
        in_a_year, rel=1e-9
    )


def test_who_never_came_back_may_still_and_silence_after_many_purchases_tells_most():
    parameters = np.array(PUBLISHED_PURCHASES)
    alive = probability_alive(parameters, np.array([0, 2, 10]), np.array([0, 10, 10]), np.array([50, 50, 50]))
    assert alive[0] == 1
    assert alive[1] > alive[2]


def test_value_is_drawn_to_the_mean_of_all_where_there_were_no_purchases():
    p, q, gamma = PUBLISHED_VALUES
    assert expected_value(np.array(PUBLISHED_VALUES), np.array([0]), np.array([0])) == pytest.approx(
        [p * gamma / (q - 1)]
    )
    assert np.isnan(expected_value(np.array([6.0, 0.9, 15.0]), np.array([1]), np.array([20.0]))).all()


def test_draws_spread_as_wide_as_the_data_are_few(invented):
    few = fit_purchases(*(column[:100] for column in invented), np.ones(100))
    many = fit_purchases(*invented, np.ones(400))
    assert np.log(few.draws(500, seed=1)).std(axis=0)[0] > np.log(many.draws(500, seed=1)).std(axis=0)[0]
    assert (many.draws(3, seed=5) == many.draws(3, seed=5)).all()


def test_without_a_second_purchase_there_is_no_fit_and_a_reason():
    with pytest.raises(NoFit, match="nobody has bought twice"):
        fit_purchases(np.zeros(5), np.zeros(5), np.full(5, 10.0), np.ones(5))
    with pytest.raises(NoFit, match="too few customers"):
        fit_values(np.ones(2), np.array([3.0, 4.0]), np.ones(2))


def test_customers_who_are_all_alike_tell_nothing_of_how_they_differ():
    with pytest.raises(NoFit, match="no maximum in reach"):
        fit_values(np.full(60, 2.0), np.full(60, 10.0), np.ones(60))


def test_sums_of_a_fit_are_the_same_on_any_number_of_cores() -> None:
    values, weights = np.random.default_rng(1).random((2, 300_001))
    sums = set()
    for threads in (1, 2):
        with threadpool_limits(threads):
            sums.add(weighted_sum(values, weights))
    assert len(sums) == 1
