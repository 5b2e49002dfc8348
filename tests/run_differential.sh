#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_differential.sh [BUILD [NAME...]]: runs the modules of tests/differential/erl on Erlang/OTP and on Tick, from the
# same BEAM files, and compares what they print. What OTP printed is kept in build/erl until the source changes.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
[ $# -eq 0 ] || shift
sources=tests/differential/erl
beams=build/erl
work=$build/differential
mkdir -p "$beams" "$work"

compile() { # NAME: only when the source is newer
    [ "$beams/$1.beam" -nt "$sources/$1.erl" ] || erlc -W0 -o "$beams" "$sources/$1.erl"
}

# What OTP prints, in $beams/NAME.out; removed when OTP itself fails.
ask_erl() { # NAME
    [ ! "$beams/$1.out" -nt "$beams/$1.beam" ] || return 0
    # shellcheck disable=SC2046 # args are words
    on_erl "$beams/$1.out" "$beams" "$1" $(header args "$sources/$1.erl")
    [ "$status" -eq 0 ] || { cat "$beams/$1.out" "$beams/$1.out.err"; rm "$beams/$1.out"; return 1; }
}

compare() { # NAME
    for schedulers in $SCHEDULERS; do
        # shellcheck disable=SC2046
        limited "$work/$1.out" "$build/bin/tick-run" -S "$schedulers" "$beams/$1.beam" $(header args "$sources/$1.erl")
        difference=$(same "$beams/$1.out" "$work/$1.out")
        if [ "$status" -ne 0 ] || [ -n "$difference" ]; then
            fail "$1 on $schedulers schedulers: status $status, $(printf '%s\n' "$difference" | grep -c '^-') lines differ" \
                "$(printf '%s\n' "$difference"; head -n 4 "$work/$1.out.err")"
            return
        fi
    done
    pass "$1"
}

# A module without main/0 and main/1 belongs to others.
for helper in $(cd $sources && grep -LE 'main/[01]' -- *.erl); do
    compile "${helper%.erl}" || exit 2
done
[ $# -gt 0 ] || set -- $(cd $sources && grep -lE 'main/[01]' -- *.erl | sed 's/\.erl$//')
for name in "$@"; do
    if ! compile "$name"; then
        fail "$name is not compiled"
    elif ! log=$(ask_erl "$name"); then
        fail "$name ends badly on Erlang/OTP" "$log"
    else
        compare "$name"
    fi
done
finish
