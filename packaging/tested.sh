#!/bin/sh
# Runs the tests; windows open on a virtual screen.
set -eu
cd "$(dirname "$0")/.."
export QSG_RENDER_LOOP=basic PYTHONFAULTHANDLER=1
if command -v xvfb-run >/dev/null; then
    exec xvfb-run -a -s '-screen 0 1600x900x24' .venv/bin/pytest "$@"
fi
QT_QPA_PLATFORM=offscreen exec .venv/bin/pytest "$@"
