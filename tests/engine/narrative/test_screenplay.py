"""A story on paper: what is played is what is read, whoever reads it, and every choice says where it leads.

INT. LIBRARY - DUSK, RAIN #1#

MAUD
(worried)
Somebody locked it from the inside.

**What now?**

1. **Take the key** (to scene 2)
"""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.library.environments import environments
from engine.narrative import fountain
from engine.narrative.pages import parsed, pdf
from engine.narrative.screenplay import of_path, of_story, scene_numbers
from engine.story.graph import by_branch, walk
from engine.story.story import EMOTIONS, Ending, Line, Placed, Role, Scene, Shot, Story, Version
from tests.stories import LOCKED_STUDY

SETS = environments()
ROOM = {"environment": "library", "frames": 64}
MAUD = Placed(role="maud", anchor="left", facing="right")


def story(*shots: Shot, name: str = "Robin", title: str = "T", cast: tuple[Role, ...] = ()) -> Story:
    people = (Role(id="you", name=name, character="viewer"), Role(id="maud", name="Maud", character="maud"), *cast)
    scene = Scene(id="a", title="a", versions=(Version(shots=shots),), ending=Ending(title="End", feeling="wry"))
    return Story(id="s", title=title, genre="g", start="a", scenes=(scene,), cast=people)


def said(text: str, speaker: str = "maud", emotion: str = "neutral", *, seen: bool = True) -> Shot:
    line = Line(speaker=speaker, text=text, emotion=emotion)  # type: ignore[arg-type]
    people = (replace(MAUD, role=speaker),) if seen else ()
    return Shot(framing="close", focus=speaker, people=people, lines=(line,), **ROOM)  # type: ignore[arg-type]


def seen(text: str, prop: str = "") -> Shot:
    return Shot(framing="insert" if prop else "two", focus=prop, action=text, **ROOM)  # type: ignore[arg-type]


def body(told: Story) -> str:
    """The scene alone: from its heading to its ending."""
    text = of_path(told, environments=SETS)
    return text[text.index("\n\nINT. ") + 2 : text.index("> **End**")]


def path(*branch: str) -> str:
    return of_path(LOCKED_STUDY, walk(LOCKED_STUDY, by_branch(branch)), environments=SETS)


# ---- one way through --------------------------------------------------------------------------------------------------


def test_a_path_is_the_film_that_its_viewer_saw() -> None:
    text = path("take", "open")
    assert text.startswith(
        "Title: The Locked Study\nCredit: an episode for Robin\nSource: cozy mystery, seed 0: one way through it\n"
    )
    assert "INT. LIBRARY - DUSK, RAIN #1#\n\nMAUD\nSomebody locked it from the inside.\n" in text
    assert "[[A choice. 1. Take the key. 2. Leave. Chosen: 1.]]" in text
    assert "You have the key, then." in text
    assert "No key?" not in text
    assert "> **The Vault** <\n\n> a just ending <" in text


def test_another_choice_is_another_screenplay() -> None:
    assert "The Vault" not in path("leave")
    assert "It was raining, naturally." in path("leave")


def test_the_street_is_outside() -> None:
    assert "EXT. VILLAGE STREET - NIGHT, RAIN #1#" in of_path(
        story(replace(seen("Rain."), environment="street")), environments=SETS
    )


def test_one_speech_over_two_shots_is_one_speech_and_a_change_of_voice_is_said_within_it() -> None:
    text = body(story(said("You came."), said("At last."), said("Sit.", emotion="firm"), said("And drink.")))
    assert text.endswith("MAUD\nYou came. At last.\n(firm)\nSit.\n\nMAUD\nAnd drink.\n\n")


def test_who_is_in_no_picture_is_heard_from_outside() -> None:
    assert "ROBIN (O.S.)\nHello?" in body(story(said("Hello?", "you", seen=False)))
    assert "(O.S.)" not in body(story(said("Hello?", "you", seen=False), said("Me.", "you")))


def test_two_people_of_one_name_are_told_apart() -> None:
    text = body(story(said("I am."), said("No, I am.", "you"), name="Maud", cast=()))
    assert re.findall(r"^MAUD.*$", text, re.MULTILINE) == ["MAUD THE MAUD", "MAUD THE YOU"]


def test_a_thing_seen_close_is_printed_and_not_a_note() -> None:
    assert "INSERT - POCKET WATCH: It has stopped." in body(story(seen("It has stopped.", "pocket_watch")))
    assert "!INSERT - KEY\n" in body(story(seen("", "key")))


def test_the_title_card_needs_no_place() -> None:
    card = Shot(framing="title", title="The Vault", subtitle="for Robin", **ROOM)  # type: ignore[arg-type]
    assert 'FADE IN:\n\n# Act 1\n\nSUPER: "The Vault", for Robin\n\nINT. LIBRARY' in of_path(
        story(card, seen("Rain.")), environments=SETS
    )


# ---- every way through ------------------------------------------------------------------------------------------------


def test_the_whole_story_says_where_each_choice_leads_and_what_silence_does() -> None:
    text = of_story(LOCKED_STUDY, environments=SETS)
    assert "1. **Take the key** (to scene 2)\n" in text
    assert "2. **Leave** (to scene 4, and when nobody chooses)\n" in text
    assert "1. **Open the vault** (to scene 3 where has\\_key)\n" in text
    assert "#2A#\n\n*Where has\\_key.*\n" in text
    assert "#2B#\n\n*Else.*\n" in text
    assert text.index("#1#") < text.index("#2A#") < text.index("#2B#") < text.index("#3#") < text.index("#4#")


def test_every_word_of_every_version_is_in_the_whole_story() -> None:
    text = of_story(LOCKED_STUDY, environments=SETS)
    for scene in LOCKED_STUDY.scenes:
        for version in scene.versions:
            assert all(line.text in text for shot in version.shots for line in shot.lines)


def test_no_choice_of_the_whole_story_leads_out_of_it() -> None:
    numbers = scene_numbers(LOCKED_STUDY)
    text = of_story(LOCKED_STUDY, environments=SETS)
    assert {*re.findall(r"to scene (\w+)", text)} <= {*numbers.values()}


# ---- two readers ------------------------------------------------------------------------------------------------------

words = st.text(st.sampled_from("aaeimnost ,.!?'’—()*_[]/~#=>@<:;INTÉ\n\t"), max_size=60)
traps = st.one_of(
    st.sampled_from(
        ("(He was lying.)", "INT. HOUSE - DAY", "int. a house", "est. 1911", "FADE TO BLACK", "CUT TO:", "> centred <")
    ),
    st.sampled_from(
        ("# one", "= two", "===", "~ la la", "@home", "!bang", ".38 special", "...and then", "[[a note]]", "[[[x]]]")
    ),
    st.sampled_from(("/* struck */ out", "MAUD", "^", "*bold* _and_ ** so", "Title: x", "a\n\nb", "\\*", "snake_case_name", "Ü")),
    st.sampled_from(("Then  two   blanks", "\x00\x07bell", "INSERT - KEY: no")),
)
texts = st.one_of(words, traps)
shots = st.lists(
    st.one_of(
        st.builds(said, texts, st.sampled_from(("maud", "you")), st.sampled_from(EMOTIONS)),
        st.builds(seen, texts.filter(str.strip)),
        st.builds(seen, texts, st.sampled_from(("key", "pocket_watch"))),
    ),
    min_size=1,
    max_size=6,
)


def plain(text: str) -> str:
    """Words without blanks: where a line breaks is the paper's affair."""
    return "".join(re.sub(r"[\x00-\x1f]", " ", text).split())


@given(shots)
@settings(max_examples=100, deadline=None)
@example([said("(He was lying.)"), seen("MAUD"), said("[[no note]]", emotion="sad")])
def test_a_screenplay_program_reads_every_word_as_what_it_is(film: list[Shot]) -> None:
    types = pytest.importorskip("screenplain.types")
    read = parsed("Title: x\n\n" + body(story(*film))).paragraphs
    assert isinstance(read[0], types.Slug)
    assert all(isinstance(one, types.Action | types.Dialog) for one in read[1:])

    def spoken(one: object) -> str:
        return "".join(str(line) for aside, line in one.blocks if not aside)  # type: ignore[attr-defined]

    heard = "".join(spoken(one) for one in read[1:] if isinstance(one, types.Dialog))
    assert plain(heard) == plain("".join(line.text for shot in film for line in shot.lines))
    told = "".join(str(line) for one in read[1:] if isinstance(one, types.Action) for line in one.lines)
    shown = "".join(
        f"INSERT - {shot.focus.replace('_', ' ').upper()}" + (f": {shot.action}" if plain(shot.action) else "")
        if shot.framing == "insert"
        else shot.action
        for shot in film
    )
    assert plain(told) == plain(shown)


prose = st.from_regex(r"[a-z(*_~!.][a-z*_]{1,9}( [a-z\[\]*_)]{1,9}){0,6}[.?!)]", fullmatch=True).filter(
    lambda text: any(letter.islower() for letter in text)
)


@given(
    st.lists(
        st.one_of(
            st.builds(said, prose, st.sampled_from(("maud", "you")), st.sampled_from(EMOTIONS)),
            st.builds(seen, prose),
            st.builds(seen, prose, st.sampled_from(("key", "pocket_watch"))),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(max_examples=100, deadline=None)
def test_our_own_reader_gives_back_the_scene_that_was_written(film: list[Shot]) -> None:
    read = fountain.parse(body(story(*film)), roles=("maud", "robin"), file="x")
    assert isinstance(read[0], fountain.Heading)
    wanted: list[tuple[object, ...]] = []
    for shot in film:
        if shot.framing == "insert":
            wanted.append(("insert", shot.focus, shot.action))
        elif shot.action:
            wanted.append(("action", shot.action))
        for line in shot.lines:
            who = {"you": "robin"}.get(line.speaker, line.speaker)
            if wanted and wanted[-1][:3] == ("speech", who, line.emotion):
                wanted[-1] = (*wanted[-1][:3], f"{wanted[-1][3]} {line.text}")
            else:
                wanted.append(("speech", who, line.emotion, line.text))
    got: list[tuple[object, ...]] = []
    for one in read[1:]:
        match one:
            case fountain.Speech():
                got.append(("speech", one.speaker, one.emotion, one.text))
            case fountain.Insert():
                got.append(("insert", one.prop, one.text))
            case _:
                got.append(("action", one.text))
    assert got == wanted


@given(st.text(max_size=12), texts)
@settings(max_examples=100, deadline=None)
def test_whatever_a_viewer_is_called_their_words_are_still_theirs(name: str, title: str) -> None:
    types = pytest.importorskip("screenplain.types")
    told = of_path(story(said("Me.", "you"), said("Then me.", "you"), name=name, title=title), environments=SETS)
    told.encode()
    read = parsed(told)
    assert "Title" in read.title_page
    assert [str(line) for one in read if isinstance(one, types.Dialog) for _, line in one.blocks] == ["Me. Then me."]


# ---- on pages ---------------------------------------------------------------------------------------------------------


def test_a_pdf_is_the_same_bit_for_bit_and_says_what_its_letters_cannot() -> None:
    pytest.importorskip("screenplain")
    text = of_story(LOCKED_STUDY, environments=SETS)
    made, boxes = pdf(text)
    assert made.startswith(b"%PDF-")
    assert boxes == ""
    assert pdf(text)[0] == made
    assert pdf(text.replace("Robin", "李雷"))[1] == "李雷"
