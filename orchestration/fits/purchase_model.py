"""How often customers will buy and for how much: BG/NBD for the purchases, Gamma-Gamma for their value.

P. Fader, B. Hardie, K. Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005); P. Fader, B. Hardie,
"The Gamma-Gamma Model of Monetary Value" (2013). Equations are numbered as there.

Customers enter as distinct rows with their number, so the fit costs what the number of distinct rows costs:
`frequency` (purchases after the first, a whole number), `recency` (time from the first purchase to the last) and `age`
(time from the first purchase to now), in one unit of time, which is also the unit of every rate that comes out.
"""

import numpy as np
from scipy.special import digamma, expit, gammaln, hyp2f1

from orchestration.fits.maximum_likelihood import Array, Estimate, NoFit, Slope, maximise, weighted_sum

PURCHASE_PARAMETERS = ("r", "alpha", "a", "b")
VALUE_PARAMETERS = ("p", "q", "gamma")
# In units of the data: a likelihood that depends on the unit of time or money would find other maxima in other units.
NEUTRAL_START = 1.0


def fit_purchases(frequency: Array, recency: Array, age: Array, customers: Array) -> Estimate:
    """Parameters (r, alpha, a, b) of the BG/NBD model from distinct rows (n,) and how many customers each stands for.

    Raises NoFit if nobody bought twice, or if the data do not tell the parameters.
    """
    if not (frequency > 0).any():
        raise NoFit("nobody has bought twice")
    unit = float(np.average(age, weights=customers))
    if unit <= 0:
        raise NoFit("no customer is older than a day")
    estimate = maximise(
        lambda parameters: _purchases_log_likelihood(parameters, frequency, recency / unit, age / unit, customers),
        np.full(len(PURCHASE_PARAMETERS), NEUTRAL_START),
    )
    parameters = estimate.parameters * np.array([1, unit, 1, 1])
    # A density over time has the inverse of time's unit: x purchases bring x of it.
    log_likelihood = estimate.log_likelihood - weighted_sum(frequency, customers) * np.log(unit)
    return Estimate(parameters, log_likelihood, estimate.covariance)


def _purchases_log_likelihood(parameters: Array, x: Array, t_x: Array, age: Array, customers: Array) -> Slope:
    """Equation 6, summed up, and its derivatives by r, alpha, a and b.

    What depends on the number of purchases alone is worked out once per number.
    """
    r, alpha, a, b = parameters
    number = np.arange(x.max() + 1)
    later = np.maximum(number, 1) - 1
    of_number = (
        gammaln(r + number) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) + gammaln(b + number) - gammaln(b) - gammaln(a + b + number)
    )  # fmt: skip
    leaving = np.where(number > 0, np.log(a) - np.log(b + later), -np.inf)
    by_r = digamma(r + number) - digamma(r) + np.log(alpha)
    by_a = digamma(a + b) - digamma(a + b + number)
    by_b = by_a + digamma(b + number) - digamma(b)
    row = x.astype(int)
    until_now, until_last = np.log(alpha + age), np.log(alpha + t_x)
    alive, died = -(r + x) * until_now, leaving[row] - (r + x) * until_last
    left = expit(died - alive)
    slopes = [
        by_r[row] - (1 - left) * until_now - left * until_last,
        r / alpha - (r + x) * ((1 - left) / (alpha + age) + left / (alpha + t_x)),
        by_a[row] + left / a,
        by_b[row] - left / (b + later[row]),
    ]
    value = weighted_sum(of_number[row] + np.logaddexp(alive, died), customers)
    return value, np.array([weighted_sum(slope, customers) for slope in slopes])


def probability_alive(parameters: Array, frequency: Array, recency: Array, age: Array) -> Array:
    """The probability (n,) that a customer will ever buy again. Who never came back has had no chance to leave."""
    return expit(-_log_odds_of_having_left(parameters, frequency, recency, age))


def log_probability_alive(parameters: Array, frequency: Array, recency: Array, age: Array) -> Array:
    """The logarithm of `probability_alive`, also where that is too small a number to be told from 0."""
    return -np.logaddexp(0, _log_odds_of_having_left(parameters, frequency, recency, age))


def _log_odds_of_having_left(parameters: Array, x: Array, t_x: Array, age: Array) -> Array:
    r, alpha, a, b = parameters
    odds = np.log(a) - np.log(b + np.maximum(x, 1) - 1) + (r + x) * (np.log(alpha + age) - np.log(alpha + t_x))
    return np.where(x > 0, odds, -np.inf)


def expected_purchases(parameters: Array, frequency: Array, recency: Array, age: Array, horizon: float) -> Array:
    """Purchases (n,) to expect of a customer within the horizon from now. Equation 10."""
    alive = probability_alive(parameters, frequency, recency, age)
    return alive * expected_purchases_if_alive(parameters, frequency, age, horizon)


def expected_purchases_if_alive(parameters: Array, frequency: Array, age: Array, horizon: Array) -> Array:
    """Equation 10 for a customer who has not left. All but the parameters broadcast."""
    r, alpha, a, b = parameters
    x = frequency
    shrinkage = ((alpha + age) / (alpha + age + horizon)) ** (r + x)
    series = hyp2f1(r + x, b + x, a + b + x - 1, horizon / (alpha + age + horizon))
    return (a + b + x - 1) / (a - 1) * (1 - shrinkage * series)


def discounted_purchases_if_alive(
    parameters: Array, frequency: Array, age: Array, month: float, discounts: Array
) -> Array:
    """What the purchases of a customer who has not left count for today, by the end of each month (months, n).

    `discounts` (months,) is what a purchase of the month counts for; `month` is how long one is.
    """
    ends = np.arange(1, len(discounts) + 1) * month
    by_month = expected_purchases_if_alive(parameters, frequency, age, ends[:, np.newaxis])
    return np.cumsum(discounts[:, np.newaxis] * np.diff(by_month, axis=0, prepend=0), axis=0)


def fit_values(purchases: Array, mean_value: Array, customers: Array) -> Estimate:
    """Parameters (p, q, gamma) of the Gamma-Gamma model from distinct rows (n,): purchases and their mean value (> 0).

    Raises NoFit if too few customers bought for more than nothing, or if the data do not tell the parameters.
    """
    if (purchases <= 0).any() or (mean_value <= 0).any():
        raise ValueError("the value of no purchases, and values of 0 and less, have no place in the Gamma-Gamma model")
    if customers.sum() <= len(VALUE_PARAMETERS):
        raise NoFit("too few customers have bought twice for more than nothing")
    unit = float(np.average(mean_value, weights=customers))
    estimate = maximise(
        lambda parameters: _values_log_likelihood(parameters, purchases, mean_value / unit, customers),
        np.full(len(VALUE_PARAMETERS), NEUTRAL_START),
    )
    log_likelihood = estimate.log_likelihood - float(customers.sum()) * np.log(unit)
    return Estimate(estimate.parameters * np.array([1, 1, unit]), log_likelihood, estimate.covariance)


def _values_log_likelihood(parameters: Array, x: Array, mean: Array, customers: Array) -> Slope:
    """Equation 1a of the note, summed up, and its derivatives by p, q and gamma."""
    p, q, gamma = parameters
    bought, spent = p * x, gamma + x * mean
    values = (
        gammaln(bought + q) - gammaln(bought) - gammaln(q) + q * np.log(gamma)
        + (bought - 1) * np.log(mean) + bought * np.log(x) - (bought + q) * np.log(spent)
    )  # fmt: skip
    slopes = [
        x * (digamma(bought + q) - digamma(bought) + np.log(mean) + np.log(x) - np.log(spent)),
        digamma(bought + q) - digamma(q) + np.log(gamma) - np.log(spent),
        q / gamma - (bought + q) / spent,
    ]
    return weighted_sum(values, customers), np.array([weighted_sum(slope, customers) for slope in slopes])


def expected_value(parameters: Array, purchases: Array, mean_value: Array) -> Array:
    """What a customer's purchases (n,) will be worth on average: the fewer there were, the nearer to the mean of all.

    Who has no purchases counts as the mean of all. NaN where q is 1 or less: the mean of all is then not finite.
    """
    p, q, gamma = parameters
    if q <= 1:
        return np.full(np.shape(purchases), np.nan)
    return p * (gamma + purchases * mean_value) / (p * purchases + q - 1)
