from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.preference.calibration import Calibration
from engine.preference.chooser import Chooser
from engine.preference.posterior import ROWS, WINDOW, Population

PEOPLE = Population(shares=np.ones(1), means=np.array([[0.3, -0.2, 0.0]]), covariances=np.diag([1.0, 0.5, 2.0])[None])
number = st.floats(-1, 1).map(lambda value: round(value, 3))
options = st.lists(st.lists(number, min_size=3, max_size=3), min_size=2, max_size=4).map(np.array)
lives = st.lists(st.tuples(options, st.integers(0, 3)), max_size=25)


def after(life, people=PEOPLE):
    found = people.nobody()
    for offered, taken in life:
        found = found.after(offered, taken % len(offered))
    return found


def walk(seed, choices, weights):
    """Choices of somebody with these weights, among three options each."""
    die = np.random.default_rng(seed)
    for _ in range(choices):
        offered = die.standard_normal((3, len(weights)))
        drawn = np.exp(offered @ weights)
        yield offered, int(die.choice(3, p=drawn / drawn.sum()))


def on_a_grid(life, people):
    """The mean and the spread of the one weight, by brute force."""
    grid = np.linspace(-6, 6, 2401)
    logs = people.log_density(grid[:, None])
    for offered, taken in life:
        drawn = grid[:, None] * offered[:, 0]
        logs = people.forget * (logs - people.log_density(grid[:, None])) + people.log_density(grid[:, None])
        logs = logs + drawn[:, taken] - np.log(np.exp(drawn).sum(1))
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    mean = weights @ grid
    return mean, np.sqrt(weights @ (grid - mean) ** 2)


@settings(max_examples=30, deadline=None)
@given(lives, options, st.randoms())
def test_in_another_order_the_options_have_the_same_chances(life, offered, random):
    known = after(life)
    order = list(range(len(offered)))
    random.shuffle(order)
    assert known.predict(offered[order]) == pytest.approx(known.predict(offered)[order], abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(lives, options)
def test_chances_are_those_of_a_sum_of_one_and_the_weights_too(life, offered):
    known = after(life)
    assert known.predict(offered).sum() == pytest.approx(1.0)
    assert known.weights.sum() == pytest.approx(1.0)
    assert np.isfinite(known.spread).all()


@pytest.mark.parametrize("forget", [1.0, 0.97])
@pytest.mark.parametrize("choices", [6, 30, 3 * WINDOW])
def test_mean_and_spread_are_the_true_posteriors_though_draws_are_renewed(choices, forget):
    """Against brute force, far from the population's middle, within its window and long after."""
    people = Population(shares=np.ones(1), means=np.zeros((1, 1)), covariances=np.ones((1, 1, 1)), forget=forget)
    life = list(walk(choices, choices, np.array([2.2])))
    known = after(life, people)
    mean, spread = on_a_grid(life, people)
    for one in (known, known._renewed()):  # the second has none of the draws that saw what is before its window
        assert abs(one.mean[0] - mean) < 0.3 * spread
        assert one.spread[0] == pytest.approx(spread, rel=0.3)
    if choices > 6:
        assert known.draws[-1] != pytest.approx(people.nobody().draws[-1])  # they were renewed, or this tests nothing


def test_two_kinds_of_people_are_told_apart():
    """No one Gaussian holds both: who is of the one kind is soon not of the other."""
    two = Population(
        shares=np.array([0.5, 0.5]), means=np.array([[3.0], [-3.0]]), covariances=np.full((2, 1, 1), 0.25)
    )  # fmt: skip
    fork = np.array([[1.0], [0.0]])
    assert two.nobody().predict(fork)[0] == pytest.approx(0.5, abs=0.02)
    assert two.nobody().after(fork, 0).predict(fork)[0] > 0.8
    assert two.covariance[0, 0] == pytest.approx(9.25)


def test_with_the_same_news_again_and_again_forgetting_comes_to_rest_short_of_certainty():
    forgetful = replace(PEOPLE, forget=0.9)
    fork = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    sure, unsure = (after([(fork, 0)] * 200, people) for people in (PEOPLE, forgetful))
    assert sure.predict(fork)[0] > unsure.predict(fork)[0] > PEOPLE.nobody().predict(fork)[0] + 0.1


def test_an_offset_is_added_to_what_an_option_draws():
    fork = np.zeros((2, 3))
    assert PEOPLE.nobody().predict(fork, np.log([3.0, 1.0])) == pytest.approx([0.75, 0.25])


def test_a_choice_of_too_many_options_is_refused():
    with pytest.raises(ValueError, match=f"1 to {ROWS} options"):
        PEOPLE.nobody().after(np.zeros((ROWS + 1, 3)), 0)


# --------------------------------------------------------------------------------------------------------------- calibration
@given(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=5), st.floats(-0.7, 0.7))
def test_calibration_keeps_the_order_and_the_sum(raw, tilt):
    chances = np.array(raw) / sum(raw)
    found = Calibration(tilt=tilt).apply(chances)
    assert found.sum() == pytest.approx(1.0)
    assert (np.diff(found[np.argsort(chances)]) >= -1e-12).all()


@pytest.mark.parametrize(("told", "true"), [(0.8, 0.6), (0.7, 0.8)])
def test_who_is_too_sure_or_not_sure_enough_is_mended(told, true):
    die = np.random.default_rng(5)
    found = Calibration()
    chances = np.array([told, 1 - told])
    for _ in range(600):
        found = found.after(chances, int(die.random() > true))
    assert abs(found.apply(chances)[0] - true) < 0.5 * abs(told - true)


def test_a_few_lucky_choices_move_the_calibration_little():
    found = Calibration()
    for _ in range(3):
        found = found.after(np.array([0.6, 0.4]), 0)
    assert abs(found.tilt) < 0.08


def test_a_chooser_learns_with_both():
    fork = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    chooser = Chooser(posterior=PEOPLE.nobody())
    for _ in range(20):
        chooser = chooser.after(fork, 1)
    assert chooser.chances(fork)[1] > chooser.posterior.predict(fork)[1] > 0.7
