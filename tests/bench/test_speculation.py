"""The virtual clock of bench/speculation: what it must show of policies whose worth is known without it."""

from __future__ import annotations

from dataclasses import replace

from bench._spec_cells import result
from bench._spec_graphs import Graph, Viewer
from bench._spec_policies import POLICIES
from bench._spec_sim import Machine, Tally, Viewing

VIEWER = Viewer(seed=5, leads="late")


def viewing(policy: str, machine: Machine, *, viewer: Viewer = VIEWER, scenes: int = 6) -> Tally:
    return Viewing(
        Graph(shape="short", seed=3), machine=machine, viewer=viewer, policy=POLICIES[policy], seed=7, scenes=scenes
    ).run()


def test_who_makes_nothing_before_the_choice_is_known_stalls_at_every_branch():
    found = viewing("none", Machine(rate=0.5))
    assert found.choices == 5 and found.at_branch >= 4 and found.clean == 0
    assert found.dead == 0.0


def test_the_engine_stalls_nowhere_on_the_same_machine_and_wastes_what_was_not_taken():
    found = viewing("ours", Machine(rate=0.5))
    assert found.clean == found.choices == 5
    assert found.unsafe == 0 and found.dead > 0


def test_who_knows_what_will_be_picked_wastes_nothing_and_is_best():
    best, ours = (viewing(name, Machine(rate=0.5), scenes=16) for name in ("oracle", "ours"))
    assert best.dead == 0.0
    assert result([best]).qoe > result([ours]).qoe


def test_a_viewing_hangs_on_its_seeds_alone():
    one, again = (replace(viewing("ours", Machine(rate=0.75)), decisions=[]) for _ in range(2))
    other = replace(viewing("ours", Machine(rate=0.75), viewer=replace(VIEWER, seed=6)), decisions=[])
    assert one == again != other


def test_a_throttled_machine_takes_twice_as_long_in_its_slow_half():
    machine = Machine(slow="throttle")
    half = 120 * 4 / 3
    assert machine.done_at(0.0, 10.0) == 10.0
    assert abs(machine.done_at(half + 1, 10.0) - (half + 21)) < 1e-6
    assert abs(machine.done_at(half - 5, 10.0) - (half + 10)) < 1e-6


def test_takes_that_two_scenes_share_are_made_once():
    graph = Graph(shape="binary_dag", seed=3)
    keys = [set(graph.scene(number).keys) for number in range(1, 40)]
    assert any(one & other for at, one in enumerate(keys) for other in keys[:at])
