"""Maximum likelihood of positive parameters, and how sure it is of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

Array = np.ndarray

# A likelihood (logarithm) and its derivatives by the parameters.
Slope = tuple[float, Array]

# Steps of the numerical second derivative, in the logarithm of a parameter.
STEP = 1e-4
# How far the logarithm of a parameter may go from 0. A search that ends near here would go on for ever.
FAR = 12.0
# Where the search leaves the rest to Newton's steps: likelihoods so near each other, as a share of where it began, or
# slopes so flat.
NEAR, FLAT = 1e-12, 1e-8
# Newton's steps from there, and how long the last may be. They become as short as rounding lets them, and no shorter
# than 1 where the likelihood rises for ever.
LAST_STEPS, LAST_STEP = 5, 1e-6
NO_MAXIMUM = "the likelihood has no maximum in reach: the data are too few, or too alike"


class NoFit(Exception):
    """The data do not tell the parameters. The message says why; whoever asked shows it in place of a number."""


@dataclass(frozen=True)
class Estimate:
    """`parameters` (n,) at the maximum of the log-likelihood, and the `covariance` (n, n) of their logarithms."""

    parameters: Array
    log_likelihood: float
    covariance: Array

    def draws(self, count: int, seed: int) -> Array:
        """Parameters (count, n) as they might have come out of other samples of this size: a parametric bootstrap."""
        generator = np.random.default_rng(seed)
        return np.exp(generator.multivariate_normal(np.log(self.parameters), self.covariance, size=count))


def maximise(log_likelihood: Callable[[Array], Slope], start: Array) -> Estimate:
    """The positive parameters that make the data likeliest.

    The search runs over logarithms, so none can become negative. The covariance is the inverse of the curvature at the
    maximum. Raises NoFit if there is no maximum in reach, or if the surface is flat in some direction.
    """

    def badness(logarithms: Array) -> Slope:
        parameters = np.exp(logarithms)
        value, slopes = log_likelihood(parameters)
        return -value / scale, -slopes * parameters / scale

    scale = abs(log_likelihood(start)[0]) or 1.0
    found = minimize(
        badness,
        np.log(start),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-FAR, FAR)] * len(start),
        options={"maxiter": 10_000, "maxfun": 10_000, "ftol": NEAR, "gtol": FLAT},
    )
    # Whether it ended at a maximum, Newton's steps tell: near one, rounding may end the search before it is content.
    if not np.isfinite(found.fun) or np.abs(found.x).max() > FAR - 1:
        raise NoFit(NO_MAXIMUM)
    curvature = _curvature(badness, found.x)
    if not np.isfinite(curvature).all() or (np.linalg.eigvalsh(curvature) <= 0).any():
        raise NoFit("the likelihood is flat: the data do not tell the parameters apart")
    place = found.x
    for _ in range(LAST_STEPS):
        step = np.linalg.solve(curvature, badness(place)[1])
        place = np.clip(place - step, -FAR, FAR)
    if not np.abs(step).max() < LAST_STEP:
        raise NoFit(NO_MAXIMUM)
    return Estimate(np.exp(place), -badness(place)[0] * scale, np.linalg.inv(curvature * scale))


def weighted_sum(values: Array, weights: Array) -> float:
    """The sum of values (n,) times weights (n,), the same on any number of cores.

    A product of BLAS is shared between threads, which add in an order of their own and, on vectors as short as ours,
    spend ten times the work on waiting for each other.
    """
    return float(np.sum(values * weights))


def _curvature(function: Callable[[Array], Slope], place: Array) -> Array:
    """The matrix of second derivatives (n, n), by central differences of the first."""
    steps = np.eye(len(place)) * STEP
    matrix = np.array([(function(place + step)[1] - function(place - step)[1]) / (2 * STEP) for step in steps])
    return (matrix + matrix.T) / 2
