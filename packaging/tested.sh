#!/bin/sh
# Runs the tests: all but the matinee offscreen, then the matinee in a window on a virtual screen.
set -eu
cd "$(dirname "$0")/.."
export QSG_RENDER_LOOP=basic PYTHONFAULTHANDLER=1
QT_QPA_PLATFORM=offscreen .venv/bin/pytest --ignore tests/matinee "$@"
command -v xvfb-run >/dev/null || { echo "xvfb is missing: the film is not played through. Install it: apt-get install xvfb"; exit 1; }
QT_QPA_PLATFORM=xcb QT_QUICK_BACKEND=software exec xvfb-run -a -s '-screen 0 1600x900x24' .venv/bin/pytest tests/matinee
