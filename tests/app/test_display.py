"""Where no window can be opened, a sentence says so before Qt aborts."""

from __future__ import annotations

import os
import subprocess
import sys

from app.display import missing_display
from engine.places import ROOT


def test_without_a_display_the_program_says_what_to_do_and_ends_with_2() -> None:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run([sys.executable, "-m", "app"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert "There is no display" in done.stderr
    assert "xvfb-run" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_display_that_does_not_answer_is_named() -> None:
    assert missing_display({"DISPLAY": ":4711"}, platform="linux").startswith("The display :4711 does not answer.")


def test_a_display_that_is_no_display_is_named() -> None:
    assert missing_display({"DISPLAY": "banana"}, platform="linux").startswith("The display banana does not answer.")


def test_offscreen_and_other_systems_need_no_x_server() -> None:
    assert missing_display({"QT_QPA_PLATFORM": "offscreen"}, platform="linux") == ""
    assert missing_display({"WAYLAND_DISPLAY": "wayland-0"}, platform="linux") == ""
    assert missing_display({}, platform="win32") == ""
