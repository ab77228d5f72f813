from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import OtherwiseError
from engine.preference.history import History
from engine.preference.taste import Taste, taste
from engine.preference.viewer import Profile
from tests.stories import choice

KIND = replace(choice("spare", "tea", "Spare him"), flavours=("kind",))
BOLD = replace(choice("accuse", "hall", "Accuse him"), flavours=("bold",))
FORK = (KIND, BOLD)


@pytest.fixture
def history(tmp_path):
    log = History(tmp_path / "history.sqlite")
    yield log
    log.close()


def chose(history, taken, times=1, by_default=False):
    for _ in range(times):
        history.chose(episode="e", scene="hall", offered=FORK, taken=taken, by_default=by_default)


def test_of_a_stranger_nothing_is_known():
    chances = Taste(silence=0.0).chances(FORK, default="spare")
    assert chances == {"spare": 0.5, "accuse": 0.5}


def test_a_gentle_viewer_is_expected_to_be_kind():
    gentle = taste(Profile(tone="gentle")).chances(FORK, default="accuse")
    dark = taste(Profile(tone="dark")).chances(FORK, default="accuse")
    assert gentle["spare"] > dark["spare"]


def test_silence_makes_the_default_likelier(history):
    before = taste(Profile(), history).chances(FORK, default="accuse")["accuse"]
    chose(history, "accuse", times=6, by_default=True)
    assert taste(Profile(), history).chances(FORK, default="accuse")["accuse"] > before


def test_what_is_chosen_again_and_again_is_expected(history):
    chose(history, "accuse", times=8)
    assert taste(Profile(tone="gentle"), history).chances(FORK, default="spare")["accuse"] > 0.6


def test_forgetting_forgets(history):
    fresh = taste(Profile(), history)
    chose(history, "accuse", times=8)
    history.forget()
    assert taste(Profile(), history) == fresh


def test_endings_are_kept_newest_first(history):
    history.ended(episode="e", title="Home by Rain", feeling="wry")
    history.ended(episode="e", title="The Vault", feeling="just")
    assert [seen.title for seen in history.endings()] == ["The Vault", "Home by Rain"]


def test_a_broken_history_is_set_aside_and_kept(tmp_path):
    path = tmp_path / "history.sqlite"
    path.write_bytes(b"not a database, but somebody's" * 50)
    History(path).close()
    assert (tmp_path / "history.broken-1.sqlite").read_bytes().startswith(b"not a database")
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM choice").fetchone() == (0,)
    db.close()


def test_a_folder_that_cannot_be_made_gets_a_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OtherwiseError, match="Make its folder writable"):
        History(tmp_path / "file" / "history.sqlite")


@given(st.lists(st.sampled_from(["kind", "bold", "wry"]), min_size=1, max_size=4), st.floats(-3, 3), st.floats(0, 0.9))
def test_chances_sum_to_one(flavours, pull, silence):
    offered = tuple(replace(choice(str(n), "x", "x"), flavours=(f,)) for n, f in enumerate(flavours))
    chances = Taste(pull=(("kind", pull),), silence=silence).chances(offered, default="0")
    assert sum(chances.values()) == pytest.approx(1.0)
    assert min(chances.values()) > 0


def test_scenes_that_were_seen_are_remembered_once_by_genre_and_forgotten_on_demand(history):
    for scene in ("01.open_speech", "02.crime_cloth", "01.open_speech"):
        history.showed(genre="cozy_mystery", episode="e", scene=scene)
    history.showed(genre="science_fiction", episode="f", scene="01.open_third_cup")
    assert history.scenes("cozy_mystery") == ("01.open_speech", "02.crime_cloth")
    history.forget()
    assert history.scenes("cozy_mystery") == ()
