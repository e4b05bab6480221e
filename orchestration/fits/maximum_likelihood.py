"""Maximum likelihood of positive parameters, and how sure it is of them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

Array = np.ndarray

# Steps of the numerical derivative, in the logarithm of a parameter.
STEP = 1e-4
# How far the logarithm of a parameter may go from 0. A search that ends near here would go on for ever.
FAR = 12.0
# Likelihoods this near each other, as a share of where the search began, are the same: sums are no more exact.
NEAR = 1e-12


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


def maximise(log_likelihood: Callable[[Array], float], start: Array) -> Estimate:
    """The positive parameters that make the data likeliest.

    The search runs over logarithms, so none can become negative. The covariance is the inverse of the curvature at the
    maximum. Raises NoFit if there is no maximum in reach, or if the surface is flat in some direction.
    """

    def badness(logarithms: Array) -> float:
        if np.abs(logarithms).max() > FAR:
            return np.inf
        return -log_likelihood(np.exp(logarithms)) / scale

    scale = abs(log_likelihood(start)) or 1.0
    found = minimize(
        badness,
        np.log(start),
        method="Nelder-Mead",
        options={"maxiter": 10_000, "maxfev": 10_000, "xatol": 1e-7, "fatol": NEAR, "adaptive": True},
    )
    if np.abs(found.x).max() > FAR - 1:
        raise NoFit("the likelihood has no maximum in reach: the data are too few, or too alike")
    if not found.success or not np.isfinite(found.fun):
        raise NoFit(f"the search for the most likely parameters failed: {found.message}")
    curvature = _curvature(badness, found.x) * scale
    try:
        covariance = np.linalg.inv(curvature)
    except np.linalg.LinAlgError:
        raise NoFit("the likelihood is flat: the data do not tell the parameters apart") from None
    if not np.isfinite(covariance).all() or (np.linalg.eigvalsh(covariance) <= 0).any():
        raise NoFit("the likelihood is flat: the data do not tell the parameters apart")
    return Estimate(np.exp(found.x), -float(found.fun) * scale, covariance)


def weighted_sum(values: Array, weights: Array) -> float:
    """The sum of values (n,) times weights (n,), the same on any number of cores.

    A product of BLAS is shared between threads, which add in an order of their own and, on vectors as short as ours,
    spend ten times the work on waiting for each other.
    """
    return float(np.sum(values * weights))


def _curvature(function: Callable[[Array], float], place: Array) -> Array:
    """The matrix of second derivatives (n, n), by central differences."""
    size = len(place)
    steps = np.eye(size) * STEP
    matrix = np.empty((size, size))
    for row in range(size):
        for column in range(row, size):
            corners = [
                signs[0] * signs[1] * function(place + signs[0] * steps[row] + signs[1] * steps[column])
                for signs in ((1, 1), (1, -1), (-1, 1), (-1, -1))
            ]
            matrix[row, column] = matrix[column, row] = sum(corners) / (4 * STEP**2)
    return matrix
