from __future__ import annotations

import numpy as np
import pytest

from bench import _panels
from bench._foretold import Counting, Descending, Same, Told, ece, score
from bench._panels import Chosen, split
from bench._population import learnt, soft
from bench._simulated import viewers
from bench.preference import Ours, _prequential, _stranger, _watching
from engine.errors import OtherwiseError
from tests.stories import LOCKED_STUDY

RIGHT, WRONG = np.array([0.7, 0.3]), np.array([0.2, 0.8])


def people(number, choices, seed=1):
    """Persons whose weights lie widely apart, two features, three options."""
    die = np.random.default_rng(seed)
    found = []
    for _ in range(number):
        weights = np.array([0.5, 0.0]) + 2.0 * die.standard_normal(2)
        life = []
        for _ in range(choices):
            options = die.standard_normal((3, 2))
            life.append(Chosen(options=options, taken=int(die.choice(3, p=soft(options @ weights)))))
        found.append(tuple(life))
    return tuple(found)


def test_forecasts_that_come_true_as_often_as_told_are_calibrated():
    true = [Told(chances=RIGHT, taken=int(number >= 7), known=0) for number in range(10)]
    sure = [Told(chances=np.array([1.0, 0.0]), taken=one.taken, known=0) for one in true]
    assert ece(true) == pytest.approx(0.0)
    assert ece(sure) == pytest.approx(0.3)


def test_the_score_tells_early_from_late():
    told = [Told(chances=WRONG, taken=0, known=0), Told(chances=RIGHT, taken=0, known=5), Told(chances=RIGHT, taken=0, known=8)]
    found = score(told)
    assert found.first3 == pytest.approx(-np.log(0.2))
    assert found.after8 == pytest.approx(-np.log(0.7))
    assert (found.top1, found.top2, found.choices) == (pytest.approx(2 / 3), 1.0, 3)


def test_the_baselines_learn_or_do_not():
    options = np.array([[1.0, 0.0], [0.0, 1.0]])
    for model, learns in ((Same(np.zeros(2)), False), (Descending(np.zeros(2)), True), (Counting(np.zeros(2)), True)):
        before = model.chances(options)[1]
        model.learn(options, 1)
        assert bool(model.chances(options)[1] > before) is learns


def test_of_strangers_from_the_same_people_the_model_soon_knows_more_than_the_population():
    apart = split(people(60, 14), seed=0)
    known = learnt(apart.known)
    assert known.people.covariance[0, 0] > 1.0, "they lie apart, and that is found"
    ours, alike = (
        score([one for person in apart.strangers for one in _prequential(make(), person)])
        for make in (lambda: Ours(_stranger(known)), lambda: Same(known.logit))
    )
    assert ours.after8 < 0.8 * alike.after8
    assert ours.first3 < 1.01 * alike.first3


def test_nobody_is_both_known_and_a_stranger():
    everybody = people(20, 3)
    apart = split(everybody, seed=3)
    assert (len(apart.known), len(apart.strangers)) == (14, 6)
    assert split(everybody, seed=3).strangers[0][0].taken == apart.strangers[0][0].taken
    assert np.concatenate([one.options for person in apart.known for one in person]).std(0) == pytest.approx(1.0)


def test_simulated_viewers_watch_a_story_and_the_one_who_knows_them_foretells_best():
    these = viewers((LOCKED_STUDY,), 12, forks=16)
    assert all(len(one.forks) == 16 == len(one.own) for one in these)
    assert {len(fork.options) for one in these for fork in one.forks} == {2}
    found = _watching(these)
    assert found["themselves"].loss < found["taste"].loss < found["population"].loss


def test_where_the_panels_cannot_be_fetched_it_is_said_how_to(tmp_path, monkeypatch):
    monkeypatch.setenv("OTHERWISE_HOME", str(tmp_path))
    monkeypatch.setattr(_panels, "PACKAGES", ("--no-index", "no-such-panels"))
    with pytest.raises(OtherwiseError, match=r"pip download .* no-such-panels"):
        _panels.panel("electricity")
