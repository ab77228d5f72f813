"""Whether a window can be opened here, asked before Qt is: Qt aborts the process where it cannot."""

from __future__ import annotations

import ctypes
import socket
import sys
from collections.abc import Mapping

WINDOWLESS = ("offscreen", "minimal", "vnc")
XCB = "libxcb-cursor.so.0"


def missing_display(environment: Mapping[str, str], *, platform: str = sys.platform) -> str:
    """A sentence with its remedy where no window can be opened; empty where one can."""
    if platform != "linux":
        return ""
    wanted = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    if wanted.split(";")[0] in WINDOWLESS:
        return ""
    if environment.get("WAYLAND_DISPLAY") and wanted != "xcb":
        return ""
    display = environment.get("DISPLAY", "")
    if not display:
        return (
            "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set. Start it from a desktop session, or run "
            "`xvfb-run -a -s '-screen 0 1600x900x24' python -m app` (sudo apt-get install xvfb)."
        )
    if not _answers(display):
        return (
            f"The display {display} does not answer. Is its X server running? Correct DISPLAY, or run "
            "`xvfb-run -a -s '-screen 0 1600x900x24' python -m app` (sudo apt-get install xvfb)."
        )
    try:
        ctypes.CDLL(XCB)
    except OSError:
        return (
            "A Qt library for X11 is missing. Run `sudo apt-get install libxcb-cursor0 libxcb-icccm4 libxcb-image0 "
            "libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1 libxkbcommon-x11-0`."
        )
    return ""


def _answers(display: str) -> bool:
    """Does an X server listen there? `:0`, `:0.1`, `unix:0`, `host:0`."""
    host, _, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        for address in (path, f"\0{path}"):
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(1)
                try:
                    door.connect(address)
                except OSError:
                    continue
                return True
        return False
    try:
        with socket.create_connection((host, 6000 + int(number)), timeout=2):
            return True
    except OSError:
        return False
