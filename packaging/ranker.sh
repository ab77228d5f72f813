#!/bin/sh
# For the tests that rank lines on real weights: llama.cpp, compiled here, and a language model of 98 MB. `make play` needs
# neither. Says what it does; done again, it has nothing to do. Where it cannot be done, those tests skip and say so.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python

say() { printf '%s\n' "otherwise: $*"; }
without() { say "$*; the tests that need a language model will skip."; exit 0; }

wanted=$("$python" -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["llm"])')
stamp=".venv/.llm-$(printf '%s' "$wanted" | cksum | cut -d' ' -f1)"
if [ ! -e "$stamp" ]; then
    if ! command -v c++ >/dev/null; then
        root=""
        [ "$(id -u)" = 0 ] || root="sudo -n"
        if command -v apt-get >/dev/null && { [ -z "$root" ] || $root true 2>/dev/null; }; then
            say "installing system packages: build-essential"
            { $root apt-get update -qq && DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends \
                build-essential >/dev/null; } || without "build-essential could not be installed"
        else
            without "there is no C++ compiler (an administrator can run: apt-get install build-essential)"
        fi
    fi
    # PyPI has no wheel of llama-cpp-python. cmake and ninja come with its build requirements. The library needs a third of what
    # is there: not what looks at pictures (LLAVA), and not what only llama.cpp's own programs share (ranker.cmake).
    # GGML_NATIVE off, and AVX2 on where this machine has it: a wheel that pip keeps may be taken to an older processor.
    options="-DCMAKE_BUILD_TYPE=Release -DLLAVA_BUILD=OFF -DGGML_NATIVE=OFF"
    options="$options '-DCMAKE_PROJECT_INCLUDE=$PWD/packaging/ranker.cmake'"
    if grep -qs avx2 /proc/cpuinfo; then
        options="$options -DGGML_AVX=ON -DGGML_AVX2=ON -DGGML_FMA=ON -DGGML_F16C=ON -DGGML_BMI2=ON"
    fi
    cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)
    say "installing $wanted: there is no wheel, so it is compiled, some minutes of $cores cores"
    log=$(mktemp)
    if ! CMAKE_ARGS="$options ${CMAKE_ARGS:-}" CMAKE_BUILD_PARALLEL_LEVEL="$cores" \
        "$python" -m pip install -q --disable-pip-version-check "$wanted" >"$log" 2>&1; then
        grep -iE 'error|fatal|terminated' "$log" | tail -n 3
        rm -f "$log"
        without "it could not be installed"
    fi
    rm -f "$log" .venv/.llm-*
    "$python" -c 'import llama_cpp' || without "llama-cpp-python was compiled and does not load"
    touch "$stamp"
fi

"$python" -m engine.models fetch smollm2 || without "the language model could not be fetched"
