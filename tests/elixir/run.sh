#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh [BIN [PROGRAM...]]: compiles the programs of tests/elixir/programs with elixirc, runs them on Erlang/OTP and
# on Tick from the same BEAM files, and compares what they print. A file NAME.ex defines the module Name with main/0;
# what may differ, as the text of an identifier, it does not print.
#
# Without names also elixir_calls, which calls the functions of Elixir's library with random arguments: CALLS of them
# (default 3000) from SEED (default 1).
#
# Without Elixir there is nothing to do, which is no failure.
set -u
cd "$(dirname "$0")/../.." || exit 2
bin=${1:-build/bin}
[ $# -eq 0 ] || shift
set -- "$(dirname "$bin")" "$@"
. tests/lib.sh
shift
suite=elixir
sources=tests/elixir/programs
beams=build/elixir
work=$build/elixir
mkdir -p "$beams" "$work"

if ! command -v elixirc >/dev/null 2>&1; then
    echo "elixir: skipped, Elixir is not installed (make elixir installs it)"
    exit 0
fi

# Where Elixir and Erlang/OTP are, from what elixirc itself runs with.
folders=$(elixir -e 'IO.puts("#{:code.lib_dir(:elixir)} #{:code.root_dir()}")')
elixir=${folders% *}
otp=${folders#* }
export ERL_LIBS="${elixir%/*}"

compile() { # NAME: only when the source is newer
    [ "$beams/$1/done" -nt "$sources/$1.ex" ] && return
    rm -rf "${beams:?}/$1"
    mkdir "$beams/$1" && elixirc --warnings-as-errors -o "$beams/$1" "$sources/$1.ex" && touch "$beams/$1/done"
}

# The module of NAME.ex.
module() { # NAME
    first=$(printf '%.1s' "$1")
    echo "Elixir.$(echo "$first" | tr a-z A-Z)${1#"$first"}"
}

compare() { # NAME
    expected=$work/$1.expected
    on_erl "$expected" "$beams/$1" "'$(module "$1")'"
    if [ "$status" -ne 0 ]; then
        fail "$1 ends badly on Erlang/OTP" "$(cat "$expected.err")"
        return
    fi
    for schedulers in $SCHEDULERS; do
        limited "$work/$1.out" "$build/bin/tick-run" -S "$schedulers" -P "$elixir/ebin" --otp "$otp" \
            "$beams/$1/$(module "$1").beam"
        difference=$(same "$expected" "$work/$1.out")
        if [ "$status" -ne 0 ] || [ -n "$difference" ]; then
            fail "$1 on $schedulers schedulers: status $status" \
                "$(printf '%s\n' "$difference"; head -n 6 "$work/$1.out.err")"
            return
        fi
    done
    pass "$1"
}

# What Elixir warns of on standard error does not matter.
calls() { # COUNT SEED
    ask="run $2 $1"
    erlc -o "$beams" tests/elixir/elixir_calls.erl || { fail 'elixir_calls is not compiled'; return; }
    # shellcheck disable=SC2086 # words
    on_erl "$work/calls.expected" "$beams" elixir_calls $ask
    # shellcheck disable=SC2086
    limited "$work/calls.out" "$build/bin/tick-run" -P "$elixir/ebin" --otp "$otp" "$beams/elixir_calls.beam" $ask
    if [ "$(wc -l <"$work/calls.expected")" -ne "$1" ]; then
        fail 'elixir_calls ends badly on Erlang/OTP' "$(tail -n 4 "$work/calls.expected.err")"
        return
    fi
    difference=$(same "$work/calls.expected" "$work/calls.out")
    differ=$(printf '%s' "$difference" | grep -c '^-')
    passed=$((passed + $1 - differ))
    [ "$differ" -eq 0 ] || fail "$differ calls of seed $2 differ (elixir_calls show $2 INDEX shows one)" "$difference"
}

[ $# -gt 0 ] || calls "${CALLS:-3000}" "${SEED:-1}"
[ $# -gt 0 ] || set -- $(cd $sources && ls -- *.ex | sed 's/\.ex$//')
for name in "$@"; do
    if log=$(compile "$name" 2>&1); then
        compare "$name"
    else
        fail "$name is not compiled" "$log"
    fi
done
finish
