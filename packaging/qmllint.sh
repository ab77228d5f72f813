#!/bin/sh
# Reads every QML file of the app with Qt's own linter.
set -eu
cd "$(dirname "$0")/.."
find app -name '*.qml' -print0 | xargs -0 .venv/bin/pyside6-qmllint -I app
