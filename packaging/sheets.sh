#!/bin/sh
# Draws the contact sheets of all sets and people anew, for eyes to go over: packaging/sheets.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
out=${1:-packaging/screenshots/sheets}
mkdir -p "$out"
python=${PYTHON:-.venv/bin/python}
for what in cast expressions visemes hair outfits poses sets; do
  "$python" -m engine look "$what" --width 2300 --out "$out/$what.jpg"
done
"$python" -m engine look faces --count 200 --out "$out/faces.jpg"
for set in assets/environments/[a-z]*/; do
  "$python" -m engine look "$(basename "$set")" --width 1700 --out "$out/set-$(basename "$set").jpg"
done
