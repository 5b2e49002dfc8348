#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_differential.sh [BUILD [NAME...]]: runs the modules of tests/differential/erl on Erlang/OTP and on Tick, from the
# same BEAM files, and compares what they print. What OTP printed is kept in build/erl until the source changes.
#
# Comments at the top of a module may say
#     args: WORD...              the arguments of main/1
#     stress-gc args: WORD...    smaller ones for where a collection at every allocation makes the time grow with the
#                                square of the size
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
[ $# -eq 0 ] || shift
sources=tests/differential/erl
beams=build/erl
work=$build/differential
mkdir -p "$beams" "$work"

compile() { # NAME: only when the source is newer
    versions=$(header versions "$sources/$1.erl")
    [ -z "$versions" ] || { compile_versions "$1" $versions; return; }
    [ "$beams/$1.beam" -nt "$sources/$1.erl" ] || erlc -W0 -o "$beams" "$sources/$1.erl"
}

compile_versions() { # NAME NUMBER...
    name=$1
    shift
    for version in "$@"; do
        folder=$beams/$name-$version
        mkdir -p "$folder"
        [ "$folder/$name.beam" -nt "$sources/$name.erl" ] ||
            erlc -W0 -DVERSION="$version" -o "$folder" "$sources/$name.erl" || return
    done
}

# What OTP prints, in $expected; removed when OTP itself fails.
ask_erl() { # NAME ARG...
    [ ! "$expected" -nt "$beams/$1.beam" ] || return 0
    on_erl "$expected" "$beams" "$@"
    [ "$status" -eq 0 ] || { cat "$expected" "$expected.err"; rm "$expected"; return 1; }
}

compare() { # NAME ARG...
    name=$1
    shift
    for schedulers in $SCHEDULERS; do
        limited "$work/$name.out" "$build/bin/tick-run" -S "$schedulers" "$beams/$name.beam" "$@"
        difference=$(same "$expected" "$work/$name.out")
        if [ "$status" -ne 0 ] || [ -n "$difference" ]; then
            fail "$name on $schedulers schedulers: status $status, $(printf '%s\n' "$difference" | grep -c '^-') lines differ" \
                "$(printf '%s\n' "$difference"; head -n 4 "$work/$name.out.err")"
            return
        fi
    done
    pass "$name"
}

# A module without main/0 and main/1 belongs to others.
for helper in $(cd $sources && grep -LE 'main/[01]' -- *.erl); do
    compile "${helper%.erl}" || exit 2
done
[ $# -gt 0 ] || set -- $(cd $sources && grep -lE 'main/[01]' -- *.erl | sed 's/\.erl$//')
for name in "$@"; do
    args=$(arguments "$sources/$name.erl")
    expected=$beams/$name$(printf '%s' "${args:+ $args}" | tr ' ' -).out
    # shellcheck disable=SC2086 # args are words
    if ! compile "$name"; then
        fail "$name is not compiled"
    elif ! log=$(ask_erl "$name" $args); then
        fail "$name ends badly on Erlang/OTP" "$log"
    else
        compare "$name" $args
    fi
done
finish
