"""Sets are read whole, and a bad one says where."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.errors import StoryError
from engine.library.environments import SetLayer, environments, read_environment
from engine.places import asset

SHIPPED = ("conservatory", "library", "street", "tearoom")


@pytest.fixture
def tearoom(tmp_path: Path) -> Path:
    """A copy of a shipped set, to spoil."""
    return Path(shutil.copytree(asset("environments", "tearoom"), tmp_path / "tearoom"))


def spoil(folder: Path, old: str, new: str, *, file: str = "set.toml") -> int:
    """Change the first `old` in a file; the line where it was."""
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1))
    return text[: text.index(old)].count("\n") + 1


def test_sets_ship_each_with_a_licence_and_room_for_a_conversation() -> None:
    found = environments()
    assert set(SHIPPED) <= set(found)
    for made in found.values():
        assert made.licence and made.author and made.name
        assert len(made.anchors) >= 4
        left, right = made.anchor("left"), made.anchor("right")
        assert left.x < right.x and (left.facing, right.facing) == ("right", "left")


def test_the_pair_that_talks_has_its_heads_at_one_height_in_the_upper_half() -> None:
    for made in environments().values():
        heights = {made.anchor(name).eyes(made.anchor(name).postures[0])[1] for name in ("left", "right")}
        assert max(heights) - min(heights) < 12
        assert all(280 < height < 330 for height in heights)


def test_every_shipped_set_has_several_variants_that_differ_to_eye_and_ear() -> None:
    for made in environments().values():
        assert len(made.variants) >= 3
        assert len({(one.weather, one.lights, one.ambient) for one in made.variants}) == len(made.variants)
        assert all(one.ambience for one in made.variants)


def test_no_variant_given_means_the_usual_one_and_an_unknown_one_is_an_error_that_lists_them() -> None:
    library = environments()["library"]
    assert library.variant() is library.variants[0]
    with pytest.raises(StoryError, match=r'no variant "noon".*dusk, night, morning'):
        library.variant("noon")
    with pytest.raises(StoryError, match=r'no anchor "roof".*left'):
        library.anchor("roof")


def test_a_layer_alone_has_its_colours_filled_in_and_only_the_switches_that_are_on() -> None:
    library = environments()["library"]
    props = next(layer for layer in library.layers if layer.name == "props")
    lit, unlit = (library.layer_svg(props, library.variant(one)) for one in ("dusk", "morning"))
    assert b"{" not in lit and b'id="table"' not in lit and b'id="props"' in lit
    assert b'data-on="lamp_on"' in lit and b'data-off="lamp_on"' not in lit
    assert b'data-on="lamp_on"' not in unlit and b'data-off="lamp_on"' in unlit


def test_a_change_of_sky_leaves_the_drawing_of_the_wall_as_it_was() -> None:
    library = environments()["library"]

    def drawn(layer: SetLayer, variant: str) -> bytes:
        return library.layer_svg(layer, library.variant(variant))

    by_name = {layer.name: layer for layer in library.layers}
    assert drawn(by_name["wall"], "dusk") == drawn(by_name["wall"], "night")
    assert drawn(by_name["outside"], "dusk") != drawn(by_name["outside"], "night")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("depth = 0.88", 'depth = "near"', "Expected `float`, got `str`"),
        ('behind = "chairs"', 'behind = "sofa"', 'no layer "sofa"'),
        ("radius = 430", "radios = 430", "`radios` means nothing"),
        ('kind = "steam"', 'kind = "hail"', "Invalid enum value 'hail'"),
        ('dresser = "#', 'dresser = "teal#', "is no colour"),
        ('weather = ["rays"', 'weather = ["hail"', '"hail" is not in this set'),
    ],
)
def test_a_bad_line_is_named_with_its_file_and_number(tearoom: Path, old: str, new: str, says: str) -> None:
    line = spoil(tearoom, old, new)
    with pytest.raises(StoryError) as raised:
        read_environment(tearoom)
    assert says in str(raised.value)
    assert f"set.toml:{line}:" in str(raised.value)


def test_broken_toml_names_its_line(tearoom: Path) -> None:
    line = spoil(tearoom, "[palette]", "[palette")
    with pytest.raises(StoryError, match=rf"set\.toml:{line}: The TOML is broken"):
        read_environment(tearoom)


def test_a_token_that_the_palette_lacks_is_named_where_the_drawing_uses_it(tearoom: Path) -> None:
    line = spoil(tearoom, "{dresser}", "{sideboard}", file="layers.svg")
    with pytest.raises(StoryError, match=rf"layers\.svg:{line}: .*Add sideboard"):
        read_environment(tearoom)


def test_a_layer_that_nobody_drew_is_an_error(tearoom: Path) -> None:
    spoil(tearoom, '<g id="counter">', '<g id="bar">', file="layers.svg")
    with pytest.raises(StoryError, match='id="counter"'):
        read_environment(tearoom)


def test_a_set_with_too_few_anchors_is_refused(tearoom: Path) -> None:
    text = (tearoom / "set.toml").read_text()
    start, end = text.index("[anchors.counter]"), text.index("[[variants]]")
    (tearoom / "set.toml").write_text(text[:start] + text[end:])
    with pytest.raises(StoryError, match="2 anchors and needs 4"):
        read_environment(tearoom)


def test_a_folder_without_a_drawing_says_so(tearoom: Path) -> None:
    (tearoom / "layers.svg").unlink()
    with pytest.raises(StoryError, match=r"layers\.svg: The file cannot be read"):
        read_environment(tearoom)
