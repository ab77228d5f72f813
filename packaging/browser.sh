#!/bin/sh
# For the tests that play the film in other people's players: Chromium and ffmpeg. `make play` needs neither. Says what it does;
# done again, it has nothing to do. Where it cannot be done, those tests skip and say so.
set -eu

WANTED="chromium ffmpeg"

say() { printf '%s\n' "otherwise: $*"; }
without() { say "$*; the tests that need other players will skip."; exit 0; }

wanted=""
for program in $WANTED; do
    command -v "$program" >/dev/null || wanted="$wanted $program"
done
[ -n "$wanted" ] || exit 0
root=""
[ "$(id -u)" = 0 ] || root="sudo -n"
command -v apt-get >/dev/null || without "this is no Debian, and has no$wanted"
[ -z "$root" ] || $root true 2>/dev/null || without "an administrator can run: apt-get install --no-install-recommends$wanted"
say "installing system packages:$wanted"
{ $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $wanted \
    >/dev/null; } || without "$wanted could not be installed"
