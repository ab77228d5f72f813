#!/bin/sh
# Sets up everything that `make play` and `make test` need. Says what it does; done again, it has nothing to do.
set -eu
cd "$(dirname "$0")/.."

LIBRARIES="libvlc5 vlc-plugin-base libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libfreetype6 libdbus-1-3
 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
 libxkbcommon-x11-0"
TESTS="xvfb xauth"

say() { printf '%s\n' "otherwise: $*"; }

missing() {
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || printf '%s ' "$package"
    done
}

python=$(command -v python3.11 || command -v python3 || true)
wanted=""
if command -v dpkg-query >/dev/null; then
    wanted=$(missing $LIBRARIES $TESTS)
    [ -n "$python" ] && "$python" -c 'import ensurepip, venv' 2>/dev/null || wanted="$wanted python3 python3-venv"
fi
wanted=$(echo $wanted)
if [ -n "$wanted" ]; then
    root=""
    [ "$(id -u)" = 0 ] || root="sudo -n"
    if command -v apt-get >/dev/null && { [ -z "$root" ] || $root true 2>/dev/null; }; then
        say "installing system packages: $wanted"
        $root apt-get update -qq
        DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $wanted >/dev/null
    else
        say "these system packages are missing, and only an administrator can install them:"
        say "    sudo apt-get install --no-install-recommends $wanted"
        say "going on without them; the player will say what it lacks."
    fi
elif ! command -v dpkg-query >/dev/null; then
    say "this is no Debian: please install libVLC 3 and what Qt 6 needs (xcb libraries, GL) by hand."
fi

python=$(command -v python3.11 || command -v python3 || true)
[ -n "$python" ] || { say "Python 3.11 is missing. Install it and run this again."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "$python is too old: Python 3.11 is needed."; exit 1; }

stamp=".venv/.ready-$(cksum pyproject.toml | cut -d' ' -f1)"
if [ ! -e "$stamp" ]; then
    say "making .venv and installing the Python packages (about 900 MB, some minutes)"
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install -q --disable-pip-version-check -e '.[voice,screenplay,dev]'
    rm -f .venv/.ready-*
    touch "$stamp"
fi

.venv/bin/python -m engine.models fetch kokoro || say "the voices could not be fetched; the film plays with captions and a plainer voice."
.venv/bin/python -m engine bake --quiet-when-done
