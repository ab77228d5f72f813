#!/bin/sh
# Takes the pictures in packaging/screenshots anew: every screen, and five frames of a film.
set -eu
cd "$(dirname "$0")/.."
QT_QPA_PLATFORM=xcb QT_QUICK_BACKEND=software xvfb-run -a -s '-screen 0 1920x1080x24' .venv/bin/python -m app --screenshot packaging/screenshots
rm -f packaging/screenshots/*-1600x900.png  # the same at another size: looked at, not kept
QT_QPA_PLATFORM=offscreen .venv/bin/python packaging/frames.py packaging/screenshots
