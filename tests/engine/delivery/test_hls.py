from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.delivery import hls
from engine.delivery.hls import Cue, Files, Size, held, manners, master, media, reload, titles, webvtt
from engine.delivery.pace import AHEAD, Pace
from engine.media import FPS

FILES = Files(piece="full/{}.m4s", head="full/head.mp4")
lengths = st.lists(st.integers(8, 256), min_size=1, max_size=40)
words = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=60)


def lines(text: str) -> list[str]:
    return text.splitlines()


# ---- lists ---------------------------------------------------------------------------------------------------------------


@given(st.lists(st.just(64), min_size=1, max_size=30), st.integers(0, 30))
def test_a_list_only_ever_grows(frames: list[int], count: int) -> None:
    before, after = media(frames[:count] or frames[:1], FILES, ended=False), media(frames, FILES, ended=True)
    assert after.startswith(before)
    assert lines(after)[-1] == "#EXT-X-ENDLIST" != lines(before)[-1]


@given(lengths)
def test_the_pieces_of_a_list_are_as_long_as_the_film_and_none_longer_than_is_said(frames: list[int]) -> None:
    text = media(frames, FILES, ended=False)
    target = int(re.findall("TARGETDURATION:(\\d+)", text)[0])
    each = [float(length) for length in re.findall("EXTINF:([0-9.]+),", text)]
    assert all(round(length) <= target for length in each)
    assert sum(each) == pytest.approx(sum(frames) / FPS, abs=1e-6 * len(frames))
    assert [line for line in lines(text) if line.endswith(".m4s")] == [f"full/{number}.m4s" for number in range(len(frames))]


def test_there_is_one_head_and_no_discontinuity() -> None:
    text = media([64] * 20, FILES, ended=True)
    assert text.count("#EXT-X-MAP") == 1
    assert "DISCONTINUITY" not in text


def test_who_asks_for_a_list_may_wait_for_more() -> None:
    assert "CAN-BLOCK-RELOAD=YES,HOLD-BACK=9.0" in media([64], FILES, ended=False)
    assert "SERVER-CONTROL" not in media([64], FILES, ended=True, growing=False)


def test_the_list_of_lists_names_every_size_with_its_captions() -> None:
    sizes = [
        Size(name=name, width=wide, height=high, codecs="avc1.42C028,mp4a.40.2", peak=2_000_000, mean=1_000_000)
        for name, wide, high in (("full", 1280, 720), ("small", 640, 360))
    ]
    text = lines(master(sizes, lists="1/{}.m3u8", words="1/words.m3u8"))
    rows = [row for row in text if row.startswith("#EXT-X-STREAM-INF")]
    assert [row for row in text if not row.startswith("#")] == ["1/full.m3u8", "1/small.m3u8"]
    assert "RESOLUTION=1280x720" in rows[0] and all('SUBTITLES="words"' in row and "CODECS=" in row for row in rows)


def test_chapters_are_told_with_quotes_and_all() -> None:
    assert '"title": "Maud\'s \\"alibi\\""' in titles([(0.0, 'Maud\'s "alibi"')])


# ---- waiting for more ------------------------------------------------------------------------------------------------------


@given(st.integers(0, 50), st.integers(0, 60), st.booleans())
def test_a_reload_is_held_just_for_the_piece_that_comes_next(pieces: int, asked: int, ended: bool) -> None:
    want = reload({"_HLS_msn": str(asked), "_HLS_part": "0"})
    assert want is not None
    if not ended and asked > pieces + 1:
        with pytest.raises(ValueError):
            held(want, pieces=pieces, ended=ended)
    else:
        assert held(want, pieces=pieces, ended=ended) == (not ended and asked >= pieces)


@given(st.dictionaries(st.sampled_from(["_HLS_msn", "_HLS_part", "take"]), st.text(max_size=12)))
def test_a_reload_is_understood_or_refused_and_nothing_else(query: dict[str, str]) -> None:
    try:
        want = reload(query)
    except ValueError:
        assert "_HLS_part" in query or "_HLS_msn" in query
    else:
        assert (want is None) == ("_HLS_msn" not in query)


def test_a_list_that_nobody_asked_to_be_held_is_not() -> None:
    assert reload({"take": "1"}) is None
    with pytest.raises(ValueError):
        reload({"_HLS_part": "1"})


# ---- captions --------------------------------------------------------------------------------------------------------------


@given(st.lists(st.builds(Cue, start=st.floats(0, 90), end=st.floats(0, 90), text=words, speaker=words), max_size=12))
def test_words_cannot_break_out_of_their_cue(cues: list[Cue]) -> None:
    text = webvtt(cues)
    body = text.split("\n\n", 1)[1]
    shown = [cue for cue in cues if cue.end > cue.start and any(line.strip() for line in cue.text.splitlines())]
    assert body.count(" --> ") == len(shown)
    assert set(re.findall("<[^>]*>?", body)) <= {"</v>", *re.findall("<v [^<>]*>", body)}


@given(st.integers(0, 30), st.floats(0, 80), st.floats(0.1, 9))
def test_words_are_in_every_piece_in_which_they_are_seen_and_in_no_other(number: int, start: float, length: float) -> None:
    begin, end = number * 64 / FPS, (number + 1) * 64 / FPS
    cue = Cue(start=start, end=start + length, text="Who was here?", speaker="Maud")
    assert ("Who was here?" in webvtt([cue], begin=begin, end=end)) == (start < end and start + length > begin)


def test_times_of_captions_are_those_of_the_film() -> None:
    text = webvtt([Cue(start=3661.5, end=3663.0, text="Late.", speaker="Maud & <Robin>")])
    assert "X-TIMESTAMP-MAP=MPEGTS:0,LOCAL:00:00:00.000" in text
    assert "01:01:01.500 --> 01:01:03.000\n<v Maud &amp; &lt;Robin&gt;>Late.</v>" in text


# ---- players ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "knows", "once"),
    [
        ("Lavf/59.27.100", False, True),
        ("Lavf/62.3.100", True, True),
        ("VLC/3.0.24 LibVLC/3.0.24", True, False),
        ("", True, False),
    ],
)
def test_a_player_gets_what_it_does_not_complain_of(agent: str, knows: bool, once: bool) -> None:
    assert manners(agent) == hls.Manners(words=knows, head_once=once)


@given(st.lists(st.tuples(st.floats(0, 20), st.integers(1, 300)), min_size=1, max_size=20))
def test_a_player_is_never_thought_to_be_where_it_has_no_film_nor_to_go_back(steps: list[tuple[float, int]]) -> None:
    pace, now, before, end = Pace(), 100.0, 0.0, 0
    for wait, frames in steps:
        now += wait
        end += frames
        pace = pace.took(end, now=now)
        assert before <= pace.at(now) <= pace.at(now + 1e6) == end
        assert pace.at(now) <= pace.reads(now) <= min(end, pace.at(now) + AHEAD)
        before = pace.at(now)


def test_a_player_that_starved_goes_on_from_there() -> None:
    pace = Pace().took(64, now=0.0)
    assert pace.at(1.0) == FPS
    assert pace.took(128, now=60.0).at(61.0) == 64 + FPS
