from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import OtherwiseError, StoryError
from engine.preference.features import MOST, SILENCE, Fork, option
from engine.preference.history import History
from engine.preference.taste import Taste, exported, imported, taste
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


def test_of_a_stranger_only_what_most_people_do_is_known():
    alike = (choice("left", "tea", "Go left"), choice("middle", "sea", "Go on"), choice("right", "hall", "Go right"))
    chances = Taste().chances(alike, default="")
    assert chances == pytest.approx(dict.fromkeys(chances, 1 / 3), abs=0.02)
    assert Taste().chances(FORK, default="")["spare"] > 0.5  # of moral choices the kind one, by two of three


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


# ------------------------------------------------------------------------------------------------------------------ the laws
WORDS = ("kind", "bold", "wry", "curious", "patient", "careful", "suspicious", "solemn")
offers = st.lists(st.lists(st.sampled_from(WORDS), max_size=2, unique=True), min_size=1, max_size=5).map(
    lambda flavours: tuple(replace(choice(str(number), "x", "x"), flavours=tuple(some)) for number, some in enumerate(flavours))
)
lives = st.lists(st.tuples(offers, st.integers(0, 4), st.booleans()), max_size=12)


def lived(life, begun=Taste()):
    """Each time one of what was offered is taken, or the first by default."""
    for offered, at, silent in life:
        begun = begun.chose(offered, offered[at % len(offered)].id, default="0", by_default=silent)
    return begun


@settings(max_examples=40, deadline=None)
@given(lives, offers, st.sampled_from(["0", "1", ""]))
def test_chances_sum_to_one_and_nothing_is_impossible(life, offered, default):
    chances = lived(life).chances(offered, default=default)
    assert list(chances) == [one.id for one in offered]
    assert sum(chances.values()) == pytest.approx(1.0)
    assert min(chances.values()) > 0


@settings(max_examples=40, deadline=None)
@given(lives, st.lists(st.sampled_from(WORDS), min_size=2, max_size=2, unique=True), st.integers(0, 1))
def test_what_is_taken_is_likelier_the_next_time(life, words, at):
    offered = tuple(replace(choice(word, "x", word), flavours=(word,)) for word in words)
    before = lived(life)
    after = before.chose(offered, words[at], default="")
    assert after.chances(offered, default="")[words[at]] > before.chances(offered, default="")[words[at]]


@settings(max_examples=25, deadline=None)
@given(lives)
def test_a_taste_is_the_same_carried_along_replayed_at_load_or_sent_as_a_file(life):
    carried = lived(life, taste(Profile(tone="witty", likes=("puzzles",))))
    replayed = Taste(said=carried.said, forks=carried.forks)
    sent = imported(exported(carried))
    assert carried == replayed == sent
    expected = carried.chances(FORK, default="spare")
    assert replayed.chances(FORK, default="spare") == sent.chances(FORK, default="spare") == expected
    assert exported(sent) == exported(carried)


# --------------------------------------------------------------------------------------------------------- silence, and change
def test_silence_is_an_outcome_of_its_own(history):
    """Who lets forks pass is expected to do so again, and not to like what silence took as if they had chosen it."""
    passive, active = taste(Profile()), taste(Profile())
    for _ in range(10):
        passive = passive.chose(FORK, "accuse", default="accuse", by_default=True)
        active = active.chose(FORK, "accuse", default="accuse")
    assert passive.silence(FORK, default="accuse") > 0.5 > 0.2 > active.silence(FORK, default="accuse")
    assert active.chances(FORK, default="")["accuse"] > passive.chances(FORK, default="")["accuse"] + 0.1


def test_where_the_film_waits_nobody_is_silent():
    passive = Taste()
    for _ in range(10):
        passive = passive.chose(FORK, "accuse", default="accuse", by_default=True)
    assert passive.silence(FORK, default="") == 0.0
    assert passive.chances(FORK, default="")["accuse"] < passive.chances(FORK, default="accuse")["accuse"]


def test_a_viewer_who_changes_is_followed():
    """Sixty kind choices are outweighed by thirty bold ones: what was long ago counts less."""
    changed = Taste()
    for _ in range(60):
        changed = changed.chose(FORK, "spare", default="")
    assert changed.chances(FORK, default="")["spare"] > 0.9
    for _ in range(30):
        changed = changed.chose(FORK, "accuse", default="")
    assert changed.chances(FORK, default="")["accuse"] > 0.5


def test_a_fork_with_more_options_than_a_screen_holds_teaches_and_foretells_nothing():
    many = tuple(choice(str(number), "x", "x") for number in range(MOST + 1))
    assert Taste().chose(many, "3", default="") == Taste()
    assert Taste().chances(many, default="0") == pytest.approx(dict.fromkeys(map(str, range(MOST + 1)), 1 / (MOST + 1)))


# ----------------------------------------------------------------------------------------------------------- kept, and erased
def test_the_log_keeps_what_taste_learns_from(history):
    earned = choice("open", "vault", "Open it", when="has_key", sets="knows.secret")
    offered = (*FORK, earned)
    history.chose(episode="e", scene="hall", offered=offered, taken="open", default="spare")
    history.chose(episode="e", scene="hall", offered=offered, taken="spare", by_default=True, default="spare")
    history.chose(episode="e", scene="hall", offered=FORK, taken="accuse", default="")
    options = tuple(map(option, offered))
    assert options[2].marks == ("earned", "curious")
    assert history.choices(last=2) == history.choices(last=9)[1:]
    assert history.choices(last=9) == (
        Fork(options=options, taken="open", default="spare"),
        Fork(options=options, taken=SILENCE, default="spare"),
        Fork(options=options[:2], taken="accuse", default=""),
    )


def test_erasing_what_was_chosen_brings_the_prior_back_and_leaves_no_trace_in_the_file(history):
    fresh = taste(Profile(), history)
    secret = replace(choice("unmistakable", "x", "x"), flavours=("zealous",))
    history.chose(episode="e", scene="hall", offered=(secret, *FORK), taken="unmistakable")
    history.ended(episode="e", title="Home by Rain", feeling="wry")
    assert b"unmistakable" in history.path.read_bytes()
    history.forget_choices()
    assert taste(Profile(), history) == fresh
    assert taste(Profile(), history).chances(FORK, default="spare") == fresh.chances(FORK, default="spare")
    assert history.endings()[0].title == "Home by Rain"
    assert not any(word in history.path.read_bytes() for word in (b"unmistakable", b"zealous"))


def test_a_log_of_the_first_version_is_read_and_goes_on(tmp_path):
    """It did not say what silence took: the first option, or what was taken in silence."""
    path = tmp_path / "history.sqlite"
    with sqlite3.connect(path) as db:
        db.executescript(
            "CREATE TABLE choice (at REAL NOT NULL, episode TEXT NOT NULL, scene TEXT NOT NULL, taken TEXT NOT NULL,"
            " by_default INTEGER NOT NULL, seconds_before_end REAL NOT NULL);"
            "CREATE TABLE offer (choice INTEGER NOT NULL, id TEXT NOT NULL, flavours TEXT NOT NULL, taken INTEGER NOT NULL);"
            "INSERT INTO choice VALUES (1, 'e', 'hall', 'accuse', 0, 2), (2, 'e', 'hall', 'accuse', 1, 0);"
            "INSERT INTO offer VALUES (1, 'spare', 'kind', 0), (1, 'accuse', 'bold', 1);"
            "INSERT INTO offer VALUES (2, 'spare', 'kind', 0), (2, 'accuse', 'bold', 1); PRAGMA user_version = 1;"
        )
    db.close()
    for _ in range(2):  # the second time it is of this version already
        history = History(path)
        options = tuple(map(option, FORK))
        assert history.choices(last=9)[:2] == (
            Fork(options=options, taken="accuse", default="spare"),
            Fork(options=options, taken=SILENCE, default="accuse"),
        )
        chose(history, "spare")
        history.close()


def test_a_taste_that_does_not_fit_is_refused_where_it_is_wrong():
    broken = exported(Taste().chose(FORK, "spare", default="")).replace(b'"taken": "spare"', b'"taken": "nobody"')
    with pytest.raises(StoryError, match=r"\$\.forks\[0\].*take it out"):
        imported(broken)
    with pytest.raises(StoryError, match="newer than this player reads"):
        imported(exported(Taste()).replace(b'"format": 1', b'"format": 2'))
    with pytest.raises(StoryError, match="Mend it"):
        imported(b"{")


def test_scenes_that_were_seen_are_remembered_once_by_genre_and_forgotten_on_demand(history):
    for scene in ("01.open_speech", "02.crime_cloth", "01.open_speech"):
        history.showed(genre="cozy_mystery", episode="e", scene=scene)
    history.showed(genre="science_fiction", episode="f", scene="01.open_third_cup")
    assert history.scenes("cozy_mystery") == ("01.open_speech", "02.crime_cloth")
    history.forget()
    assert history.scenes("cozy_mystery") == ()
