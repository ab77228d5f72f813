#!/bin/sh
# For `make bench`: ManimCE and MoviePy in an environment of their own (.venv-others), to be timed beside ours. Says what it
# does; done again, it has nothing to do. Where it cannot be done, the bench says what it did not measure.
set -eu
cd "$(dirname "$0")/.."

WANTED="manim==0.22.* moviepy==2.*"
LIBRARIES="libcairo2-dev libpango1.0-dev pkg-config build-essential python3-dev"

say() { printf '%s\n' "otherwise: $*"; }
without() { say "$*; the bench goes on without ManimCE and MoviePy."; exit 0; }

stamp=".venv-others/.ready-$(printf '%s' "$WANTED" | cksum | cut -d' ' -f1)"
[ -e "$stamp" ] && exit 0

wanted=""
for package in $LIBRARIES; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || wanted="$wanted $package"
done
if [ -n "$wanted" ]; then
    root=""
    [ "$(id -u)" = 0 ] || root="sudo -n"
    command -v apt-get >/dev/null || without "this is no Debian"
    [ -z "$root" ] || $root true 2>/dev/null || without "an administrator can run: apt-get install$wanted"
    say "installing system packages:$wanted"
    { $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $wanted \
        >/dev/null; } || without "$wanted could not be installed"
fi
say "making .venv-others with $WANTED (some minutes)"
[ -x .venv-others/bin/python ] || .venv/bin/python -m venv .venv-others
.venv-others/bin/python -m pip install -q --disable-pip-version-check $WANTED numpy || without "they could not be installed"
touch "$stamp"
