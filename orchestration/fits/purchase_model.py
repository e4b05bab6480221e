"""How often customers will buy and for how much: BG/NBD for the purchases, Gamma-Gamma for their value.

P. Fader, B. Hardie, K. Lee, "Counting Your Customers the Easy Way", Marketing Science 24 (2005); P. Fader, B. Hardie,
"The Gamma-Gamma Model of Monetary Value" (2013). Equations are numbered as there.

Customers enter as distinct rows with their number, so the fit costs what the number of distinct rows costs:
`frequency` (purchases after the first), `recency` (time from the first purchase to the last) and `age` (time from the
first purchase to now), in one unit of time, which is also the unit of every rate that comes out.
"""

import numpy as np
from scipy.special import gammaln, hyp2f1

from orchestration.fits.maximum_likelihood import Array, Estimate, NoFit, maximise

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
        lambda parameters: float(
            customers @ _purchases_log_likelihood(parameters, frequency, recency / unit, age / unit)
        ),
        np.full(len(PURCHASE_PARAMETERS), NEUTRAL_START),
    )
    parameters = estimate.parameters * np.array([1, unit, 1, 1])
    # A density over time has the inverse of time's unit: x purchases bring x of it.
    log_likelihood = estimate.log_likelihood - float(customers @ frequency) * np.log(unit)
    return Estimate(parameters, log_likelihood, estimate.covariance)


def _purchases_log_likelihood(parameters: Array, x: Array, t_x: Array, age: Array) -> Array:
    """Equation 6, per row."""
    r, alpha, a, b = parameters
    alive = -(r + x) * np.log(alpha + age)
    died = np.where(x > 0, np.log(a) - np.log(b + np.maximum(x, 1) - 1) - (r + x) * np.log(alpha + t_x), -np.inf)
    return (
        gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        + gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        + np.logaddexp(alive, died)
    )  # fmt: skip


def probability_alive(parameters: Array, frequency: Array, recency: Array, age: Array) -> Array:
    """The probability (n,) that a customer will ever buy again. Who never came back has had no chance to leave."""
    return 1 / (1 + _odds_of_having_left(parameters, frequency, recency, age))


def expected_purchases(parameters: Array, frequency: Array, recency: Array, age: Array, horizon: float) -> Array:
    """Purchases (n,) to expect of a customer within the horizon from now. Equation 10."""
    r, alpha, a, b = parameters
    x = frequency
    shrinkage = ((alpha + age) / (alpha + age + horizon)) ** (r + x)
    series = hyp2f1(r + x, b + x, a + b + x - 1, horizon / (alpha + age + horizon))
    lasting = (a + b + x - 1) / (a - 1) * (1 - shrinkage * series)
    return lasting / (1 + _odds_of_having_left(parameters, frequency, recency, age))


def _odds_of_having_left(parameters: Array, x: Array, t_x: Array, age: Array) -> Array:
    r, alpha, a, b = parameters
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + t_x)) ** (r + x)
    return np.where(x > 0, odds, 0.0)


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
        lambda parameters: float(customers @ _values_log_likelihood(parameters, purchases, mean_value / unit)),
        np.full(len(VALUE_PARAMETERS), NEUTRAL_START),
    )
    log_likelihood = estimate.log_likelihood - float(customers.sum()) * np.log(unit)
    return Estimate(estimate.parameters * np.array([1, 1, unit]), log_likelihood, estimate.covariance)


def _values_log_likelihood(parameters: Array, x: Array, mean: Array) -> Array:
    """Equation 1a of the note, per row."""
    p, q, gamma = parameters
    return (
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
        + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(gamma + x * mean)
    )  # fmt: skip


def expected_value(parameters: Array, purchases: Array, mean_value: Array) -> Array:
    """What a customer's purchases (n,) will be worth on average: the fewer there were, the nearer to the mean of all.

    Who has no purchases counts as the mean of all. NaN where q is 1 or less: the mean of all is then not finite.
    """
    p, q, gamma = parameters
    if q <= 1:
        return np.full(np.shape(purchases), np.nan)
    return p * (gamma + purchases * mean_value) / (p * purchases + q - 1)
