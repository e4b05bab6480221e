"""How likely somebody is to convert: a scorecard, that is a logistic regression on the weights of evidence of bins.

N. Siddiqi, "Credit Risk Scorecards" (2006). People enter as distinct rows of bins with how many stood there and how
many of them converted, so the fit costs what the number of distinct rows costs.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.isotonic import isotonic_regression
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from orchestration.fits.maximum_likelihood import Array
from orchestration.fits.tables import rounded, table

# The bin of those of whom nothing is known, or nothing that has a bin: it has no place in an order.
NO_BIN = 0
DIRECTIONS = {"rising": True, "falling": False}
# A rerun must draw the same.
SEED = 1

INTERCEPT = "(intercept)"
# The scorecard that is tested has learnt from the training sample, the one that is served from all that is known.
FITS = {"tested": ["training_examples", "training_conversions"], "served": ["examples", "conversions"]}
POINT_TYPES = {
    "fit": "string", "feature": "string", "bin_number": "int64", "examples": "int64", "conversions": "int64",
    "weight_of_evidence": "float64", "log_odds": "float64",
}  # fmt: skip
CHALLENGER_TYPES = {"combination": "string", "probability": "float64"}


@dataclass(frozen=True)
class Scorecard:
    """`intercept` and `points` (feature, bin_number, examples, conversions, weight_of_evidence, log_odds).

    Log-odds of converting are the intercept and the log-odds of one bin of each feature, added up.
    """

    intercept: float
    points: pd.DataFrame


def fit_scorecard(bins: pd.DataFrame, counts: pd.DataFrame) -> Scorecard:
    """A scorecard from `bins` (feature, bin_number, direction) and `counts` (examples, conversions, a bin per feature).

    Where a feature has a direction (`rising`, `falling`), so have its log-odds from bin to bin: neighbours that break
    it become one. A feature that would count against what it shows by itself, since others say the same, counts
    nothing. Raises ValueError if all or none converted.
    """
    examples, conversions = counts["examples"].to_numpy(float), counts["conversions"].to_numpy(float)
    if not 0 < conversions.sum() < examples.sum():
        raise ValueError("what all or nobody did cannot be told from anything")
    features = _features(bins)
    points = pd.concat([_evidence(bins[bins["feature"] == feature], counts) for feature in features])
    weights = {
        feature: dict(zip(rows["bin_number"], rows["weight_of_evidence"], strict=True))
        for feature, rows in points.groupby("feature")
    }
    evidence = pd.DataFrame({feature: counts[feature].map(weights[feature]) for feature in features})
    intercept, slopes = _fit_slopes(evidence, counts)
    points["log_odds"] = points["weight_of_evidence"] * points["feature"].map(slopes)
    return Scorecard(intercept, points.reset_index(drop=True))


def _evidence(bins: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """How much likelier (in log-odds) each bin of one feature makes a conversion, by itself.

    Each bin is counted with one further conversion at the rate of all: few examples prove little.
    """
    feature = bins["feature"].iloc[0]
    found = counts.groupby(feature)[["examples", "conversions"]].sum()
    points = bins.sort_values("bin_number")[["feature", "bin_number"]].join(found, on="bin_number").fillna(0)
    rate = counts["conversions"].sum() / counts["examples"].sum()
    weight = points["examples"].to_numpy(float) + 1 / rate
    rates = (points["conversions"].to_numpy(float) + 1) / weight
    direction = bins["direction"].iloc[0]
    if direction in DIRECTIONS:
        ordered = points["bin_number"].to_numpy() != NO_BIN
        rates[ordered] = isotonic_regression(
            rates[ordered], sample_weight=weight[ordered], increasing=DIRECTIONS[direction]
        )
    points["weight_of_evidence"] = np.log(rates / (1 - rates)) - np.log(rate / (1 - rate))
    return points


def _fit_slopes(evidence: pd.DataFrame, counts: pd.DataFrame) -> tuple[float, dict[str, float]]:
    """The intercept, and how much of its evidence each feature keeps beside the others: nothing, if less than that."""
    kept = [feature for feature in evidence if evidence[feature].nunique() > 1]
    outcome, weight = _outcomes(counts)
    while kept:
        values = np.tile(evidence[kept].to_numpy(), (2, 1))
        # The penalty is too small to be felt, but holds on where a feature parts everybody.
        model = LogisticRegression(solver="newton-cholesky", tol=1e-10).fit(values, outcome, sample_weight=weight)
        slopes = dict(zip(kept, model.coef_[0], strict=True))
        weakest = min(kept, key=slopes.__getitem__)
        if slopes[weakest] >= 0:
            return float(model.intercept_[0]), dict.fromkeys(evidence, 0.0) | slopes
        kept.remove(weakest)
    share = counts["conversions"].sum() / counts["examples"].sum()
    return float(np.log(share / (1 - share))), dict.fromkeys(evidence, 0.0)


def scorecard_points(bins: pd.DataFrame, combinations: pd.DataFrame) -> pd.DataFrame:
    """The points of both scorecards: one row per fit and bin, one per fit with the intercept. None without examples.

    `combinations` has a bin number per feature, and how many stood there and converted, in training and in all.
    """
    tables = []
    for fit, columns in FITS.items() if len(combinations) else ():
        card = fit_scorecard(bins, _counts(bins, combinations, columns))
        everybody = combinations[columns].sum().to_numpy()
        intercept = pd.DataFrame([[INTERCEPT, NO_BIN, *everybody, 0.0, card.intercept]], columns=[*card.points.columns])
        tables.append(pd.concat([intercept, card.points]).assign(fit=fit))
    points = pd.concat(tables) if tables else pd.DataFrame(columns=[*POINT_TYPES])
    for column in ("weight_of_evidence", "log_odds"):
        points[column] = points[column].map(rounded)
    return table(points, POINT_TYPES)


def challenger_probabilities(bins: pd.DataFrame, combinations: pd.DataFrame) -> pd.DataFrame:
    """What a model free to find interactions says of each combination, after the same training. None without examples.

    It is there to be compared with the scorecard: where it is much better, a feature or a bin is missing.
    """
    if combinations.empty:
        return table([], CHALLENGER_TYPES)
    features = _features(bins)
    counts = _counts(bins, combinations, FITS["tested"])
    outcome, weight = _outcomes(counts)
    # A row stands for many people, so what keeps leaves from chance is how many are in them, not how many rows.
    model = HistGradientBoostingClassifier(
        max_depth=3, min_samples_leaf=1, l2_regularization=5, early_stopping=False, random_state=SEED
    )
    foretold = combinations.sort_values(features)
    # One thread: on a small table several spend their time waiting for each other.
    with threadpool_limits(1):
        model.fit(np.tile(counts[features].to_numpy(), (2, 1)), outcome, sample_weight=weight)
        probability = model.predict_proba(foretold[features].to_numpy())[:, 1]
    return table(foretold.assign(probability=[rounded(value) for value in probability]), CHALLENGER_TYPES)


def _features(bins: pd.DataFrame) -> list[str]:
    return sorted(bins["feature"].unique())


def _counts(bins: pd.DataFrame, combinations: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """The combinations with anybody in them, in an order of their own, whatever order they came in."""
    features = _features(bins)
    counts = combinations[[*features, *columns]].set_axis([*features, "examples", "conversions"], axis=1)
    return counts[counts["examples"] > 0].sort_values([*features, "examples", "conversions"])


def _outcomes(counts: pd.DataFrame) -> tuple[Array, Array]:
    """Each row once for those who converted and once for those who did not, with their numbers as weights."""
    outcome = np.repeat([1, 0], len(counts))
    weight = np.concatenate([counts["conversions"], counts["examples"] - counts["conversions"]])
    return outcome, weight.astype(float)
