"""The scorecard against planted weights, against scikit-learn itself, and at its edges."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from orchestration.fits.scorecard import challenger_probabilities, fit_scorecard, scorecard_points

RNG = np.random.default_rng
BINS = pd.DataFrame(
    [("age", number, "falling") for number in range(4)] + [("stage", number, None) for number in range(4)],
    columns=["feature", "bin_number", "direction"],
)
# What the bins of a feature add to the log-odds; nothing has bin 0.
AGE, STAGE, START = [0.0, 1.0, 0.0, -1.0], [0.0, -0.8, 0.3, 1.2], -2.0


def planted(examples: int = 2_000) -> pd.DataFrame:
    """As many examples in each combination of bins, of whom as many convert as the planted log-odds say."""
    grid = pd.DataFrame([(age, stage) for age in (1, 2, 3) for stage in (1, 2, 3)], columns=["age", "stage"])
    log_odds = START + grid["age"].map(AGE.__getitem__) + grid["stage"].map(STAGE.__getitem__)
    return grid.assign(examples=examples, conversions=np.round(examples * expit(log_odds)).astype(int))


def probabilities(card, people: pd.DataFrame) -> np.ndarray:
    """The intercept and the points of each person's bins, added up, as a share."""
    points = card.points.set_index(["feature", "bin_number"])["log_odds"]
    features = card.points["feature"].unique()
    return expit(card.intercept + sum(people[name].map(points[name]).to_numpy() for name in features))


def points_of(card, feature: str) -> list[float]:
    return card.points[card.points["feature"] == feature].sort_values("bin_number")["log_odds"].tolist()


def as_combinations(training: pd.DataFrame, everybody: pd.DataFrame | None = None) -> pd.DataFrame:
    everybody = training if everybody is None else everybody
    return training[["age", "stage"]].assign(
        combination=[f"{age}/{stage}" for age, stage in zip(training["age"], training["stage"], strict=True)],
        training_examples=training["examples"],
        training_conversions=training["conversions"],
        examples=everybody["examples"],
        conversions=everybody["conversions"],
    )


def test_planted_weights_are_found():
    """As far as one slope per feature goes: bins of a feature keep the proportions that they have by themselves."""
    card = fit_scorecard(BINS, planted(200_000))
    age, stage = points_of(card, "age"), points_of(card, "stage")
    assert np.diff(age[1:]) == pytest.approx(np.diff(AGE[1:]), abs=0.05)
    assert np.diff(stage[1:]) == pytest.approx(np.diff(STAGE[1:]), abs=0.05)


def test_as_many_are_expected_as_converted():
    people = planted()
    expected = people["examples"] @ probabilities(fit_scorecard(BINS, people), people)
    assert expected == pytest.approx(people["conversions"].sum(), rel=1e-6)


def test_points_add_up_to_what_the_regression_says():
    people = planted(300)
    card = fit_scorecard(BINS, people)
    weights = card.points.set_index(["feature", "bin_number"])["weight_of_evidence"]
    evidence = np.column_stack([people[name].map(weights[name]) for name in ("age", "stage")])
    outcome = np.repeat([1, 0], len(people))
    sample_weight = np.concatenate([people["conversions"], people["examples"] - people["conversions"]])
    model = LogisticRegression(tol=1e-10, max_iter=1_000).fit(
        np.tile(evidence, (2, 1)), outcome, sample_weight=sample_weight
    )
    assert probabilities(card, people) == pytest.approx(model.predict_proba(evidence)[:, 1], abs=1e-6)


def test_a_count_is_as_many_rows():
    people = planted(40)
    converted = people.loc[people.index.repeat(people["conversions"])].assign(examples=1, conversions=1)
    others = people.loc[people.index.repeat(people["examples"] - people["conversions"])]
    one_by_one = pd.concat([converted, others.assign(examples=1, conversions=0)])
    counted, repeated = fit_scorecard(BINS, people), fit_scorecard(BINS, one_by_one)
    assert repeated.intercept == pytest.approx(counted.intercept, abs=1e-9)
    assert repeated.points["log_odds"].to_numpy() == pytest.approx(counted.points["log_odds"].to_numpy(), abs=1e-9)


def test_log_odds_keep_the_direction_of_the_feature():
    people = planted()
    # Here the middle age converts least: the seed says that the older, the fewer.
    people.loc[people["age"] == 2, "conversions"] = 5
    assert points_of(fit_scorecard(BINS.assign(direction=None), people), "age")[2] < points_of(
        fit_scorecard(BINS.assign(direction=None), people), "age"
    )[3]  # fmt: skip
    _, young, middle, old = points_of(fit_scorecard(BINS, people), "age")
    assert young > middle == old


def test_a_feature_that_would_turn_against_what_it_shows_counts_nothing():
    """Most of the young are of stage 1, so stage 1 converts more often; among those of one age it converts less."""
    people = pd.DataFrame(
        [(1, 1, 900, 270), (1, 2, 100, 40), (3, 1, 100, 5), (3, 2, 900, 90)],
        columns=["age", "stage", "examples", "conversions"],
    )
    card = fit_scorecard(BINS, people)
    weights = card.points[card.points["feature"] == "stage"].set_index("bin_number")["weight_of_evidence"]
    assert weights[1] > 0 > weights[2]
    assert points_of(card, "stage") == [0, 0, 0, 0]
    assert points_of(card, "age")[1] > points_of(card, "age")[3]


def test_few_examples_prove_little():
    people = planted()
    people.loc[len(people)] = {"age": 2, "stage": 0, "examples": 1, "conversions": 1}
    card = fit_scorecard(BINS, people)
    weights = card.points.set_index(["feature", "bin_number"])["weight_of_evidence"]
    assert 0 < weights["stage", 0] < weights["stage", 3]


def test_an_empty_bin_says_nothing():
    assert points_of(fit_scorecard(BINS, planted()), "stage")[0] == pytest.approx(0)


def test_what_everybody_did_is_refused():
    people = planted()
    for conversions in (people["examples"], 0):
        with pytest.raises(ValueError, match="cannot be told"):
            fit_scorecard(BINS, people.assign(conversions=conversions))


def test_the_order_of_rows_changes_no_digit():
    combinations = as_combinations(planted())
    shuffled = combinations.sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(
        scorecard_points(BINS, combinations), scorecard_points(BINS.sample(frac=1, random_state=4), shuffled)
    )
    told, told_again = (
        challenger_probabilities(BINS, rows).set_index("combination")["probability"].sort_index()
        for rows in (combinations, shuffled)
    )
    pd.testing.assert_series_equal(told, told_again)


def test_the_tested_scorecard_knows_the_training_sample_alone():
    training = planted()
    everybody = training.assign(examples=training["examples"] * 2, conversions=training["conversions"] * 2 + 100)
    points = scorecard_points(BINS, as_combinations(training, everybody)).set_index("fit")
    alone = scorecard_points(BINS, as_combinations(training)).set_index("fit")
    pd.testing.assert_frame_equal(points.loc["tested"], alone.loc["tested"])
    served = points.loc["served"].query("feature == '(intercept)'")
    assert served["conversions"].tolist() == [everybody["conversions"].sum()]


def test_without_examples_there_are_columns_and_no_rows():
    nobody = as_combinations(planted()).iloc[:0]
    points, challenger = scorecard_points(BINS, nobody), challenger_probabilities(BINS, nobody)
    assert points.empty
    assert challenger.empty
    full = scorecard_points(BINS, as_combinations(planted()))
    assert points.dtypes.to_dict() == full.dtypes.to_dict()


def drawn(examples: int, seed: int, *, leaks: bool = False, shuffled: bool = False) -> tuple[float, float]:
    """AUC of scorecard and challenger on people whom they have not seen."""
    rng = RNG(seed)
    people = pd.DataFrame({"age": rng.integers(1, 4, examples), "stage": rng.integers(1, 4, examples)})
    log_odds = START + people["age"].map(AGE.__getitem__) + people["stage"].map(STAGE.__getitem__)
    converted = rng.random(examples) < expit(log_odds)
    if leaks:
        # Filled in once somebody has bought, with a few mistakes.
        people["stage"] = np.where(converted ^ (rng.random(examples) < 0.005), 3, 1)
    if shuffled:
        converted = rng.permutation(converted)
    is_test = np.arange(examples) % 2 == 0
    learnt = people[~is_test].assign(examples=1, conversions=converted[~is_test].astype(int))
    counts = learnt.groupby(["age", "stage"], as_index=False).sum()
    unseen = people[is_test]
    told = challenger_probabilities(BINS, as_combinations(counts)).set_index("combination")["probability"]
    names = [f"{age}/{stage}" for age, stage in zip(unseen["age"], unseen["stage"], strict=True)]
    return (
        roc_auc_score(converted[is_test], probabilities(fit_scorecard(BINS, counts), unseen)),
        roc_auc_score(converted[is_test], told[names]),
    )


def test_shuffled_outcomes_cannot_be_told():
    for auc in drawn(20_000, seed=11, shuffled=True):
        assert abs(auc - 0.5) < 0.05


def test_real_outcomes_can_be_told_and_a_column_that_knows_them_gives_itself_away():
    for auc in drawn(20_000, seed=11):
        assert 0.65 < auc < 0.97
    for auc in drawn(20_000, seed=11, leaks=True):
        assert auc > 0.97
