from __future__ import annotations

import json

import pytest

from engine.errors import OtherwiseError, StoryError
from engine.story.files import encode, read_story, write
from tests.stories import LOCKED_STUDY


def test_a_story_comes_back_from_its_file(tmp_path):
    write(tmp_path / "story.json", LOCKED_STUDY)
    assert read_story(tmp_path / "story.json") == LOCKED_STUDY


def test_a_wrong_type_is_named_with_its_place(tmp_path):
    data = json.loads(encode(LOCKED_STUDY))
    data["scenes"][1]["versions"][0]["shots"][0]["frames"] = "long"
    (tmp_path / "story.json").write_text(json.dumps(data))
    with pytest.raises(StoryError, match=r"story\.json: Expected `int`, got `str` - at `\$\.scenes\[1\]\.versions"):
        read_story(tmp_path / "story.json")


def test_a_newer_format_asks_for_an_update(tmp_path):
    data = json.loads(encode(LOCKED_STUDY)) | {"format": 99}
    (tmp_path / "story.json").write_text(json.dumps(data))
    with pytest.raises(StoryError, match="Update Otherwise"):
        read_story(tmp_path / "story.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "once upon a time"])
def test_what_is_no_story_is_refused_by_name(tmp_path, text):
    (tmp_path / "story.json").write_text(text)
    with pytest.raises(StoryError, match=r"story\.json"):
        read_story(tmp_path / "story.json")


def test_a_save_that_fails_leaves_the_old_file(tmp_path):
    write(tmp_path / "story.json", LOCKED_STUDY)
    (tmp_path / "not_a_folder").write_text("")
    with pytest.raises(OtherwiseError, match="could not be saved"):
        write(tmp_path / "not_a_folder" / "story.json", LOCKED_STUDY)
    assert read_story(tmp_path / "story.json") == LOCKED_STUDY
    assert not list(tmp_path.glob(".*.part"))
