#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh [BIN [CALLS [SEED [MODULE[:FUNCTION]...]]]]: calls functions of Erlang/OTP's libraries with random arguments on
# Erlang/OTP and on Tick, CALLS times (5,000), and compares what they return or raise. Both machines run OTP's own
# BEAM files. Calls are made in batches of 10,000; for each batch that differs, the first differences are shown. At the
# end it is said how many functions there are, how many were called, and how many of those ever returned a value: the
# others are listed in build/functions/valueless. Of the builtins of Erlang/OTP, those that are neither called nor left
# out for a reason that the lists left_out give are failures. STDLIB: a folder with other files of OTP's stdlib for Tick.
set -u
bin=$(cd "${1:-build/bin}" && pwd) || exit 2
cd "$(dirname "$0")/../.." || exit 2
calls=${2:-5000}
seed=${3:-1}
[ $# -ge 3 ] && shift 3 || shift $#
[ -x build/measure ] || make -s build/measure
. tests/lib.sh
suite=functions
TIMEOUT=${FUNCTIONS_TIMEOUT:-600}
SCHEDULERS=2
beams=build/functions
work=$(dirname "$bin")/functions
mkdir -p "$beams" "$work"

# Compiles what is newer than the table, and makes the table anew.
prepare() {
    [ -z "$(find tests/functions -newer $beams/functions_table.beam 2>&1)" ] && return
    erlc -o "$beams" tests/functions/*.erl && escript tests/functions/make_table.escript "$beams"
}

root=$(erl -noinput -eval 'io:put_chars(code:root_dir()), halt().')
stdlib=$(cd "${STDLIB:-$(echo "$root"/lib/stdlib-*/ebin)}" && pwd) || exit 2

on_tick() { # FILE ARG...
    out=$1
    shift
    limited "$out" "$bin/tick-run" -S "$SCHEDULERS" --otp "$root" -P "$stdlib" \
        "$beams/functions.beam" "$@"
}

# The calls of one batch whose lines differ, at most ten, as both machines see them.
explain() { # MODULE... ; uses $work/differ
    indices=$(cut -d ' ' -f 1 "$work/differ" | head -n 10 | paste -s -d ,)
    on_erl "$work/erl.shown" "$beams" functions show "$seed" "$indices" "$@"
    on_tick "$work/tick.shown" show "$seed" "$indices" "$@"
    diff -U 1 "$work/erl.shown" "$work/tick.shown" | sed '1,2d;/^@@/d'
}

# A call that ends the process, or that does not end, is an error of the generator.
batch() { # FIRST COUNT MODULE...
    first=$1 count=$2
    shift 2
    on_erl "$work/erl" "$beams" functions run "$seed" "$first" "$count" "$@"
    [ "$(wc -l <"$work/erl")" -eq "$count" ] || fail "Erlang/OTP ended before call $((first + count)) of seed $seed"
    on_tick "$work/tick" run "$seed" "$first" "$count" "$@"
    cut -d ' ' -f 2,3 "$work/erl" | sort -u >>"$work/classes"
    diff "$work/erl" "$work/tick" | sed -n 's/^< //p' >"$work/differ"
    grep -e ' no end$' -e ' the process ended$' "$work/erl" >>"$work/differ"
    differ=$(wc -l <"$work/differ")
    passed=$((passed + count - differ))
    [ "$status" -eq 0 ] && [ "$differ" -eq 0 ] && return
    DETAIL=60 fail "calls $first to $((first + count - 1)) of seed $seed: status $status, $differ differ" \
        "$([ "$status" -eq 0 ] || tail -n 8 "$work/tick.err"
           cut -d ' ' -f 2 "$work/differ" | sort | uniq -c | sort -rn | head -n 20; explain "$@")"
    failed=$((failed + differ - 1))
    [ "$differ" -gt 0 ] || failed=$((failed + 1))
}

# What was called, by what came of it.
coverage() { # MODULE...
    on_erl "$work/count" "$beams" functions count "$@"
    cut -d ' ' -f 1 "$work/classes" | sort -u >"$work/called"
    sed -n 's/ value$//p' "$work/classes" | sort -u | comm -23 "$work/called" - >"$work/valueless"
    echo "functions: $(cat "$work/count") functions, $(wc -l <"$work/called") called," \
        "$(wc -l <"$work/valueless") of these never with a value"
}

# Every builtin of Erlang/OTP is called, or it is said why not.
check_builtins() {
    on_erl "$work/builtins" "$beams" functions builtins
    unnamed=$(sed 1d "$work/builtins")
    summary=$(sed -n '1s/\(.*\) \(.*\)/\2 of \1 builtins of Erlang\/OTP are called, the others left out for a reason/p' "$work/builtins")
    if [ "$status" -eq 0 ] && [ -n "$summary" ] && [ -z "$unnamed" ]; then
        pass "$summary"
        echo "functions: $summary"
    else
        fail "builtins of Erlang/OTP are neither called nor left out for a reason" "$unnamed"
    fi
}

prepare || exit 2
check_builtins
: >"$work/classes"
first=0
while [ "$first" -lt "$calls" ]; do
    count=$((calls - first))
    [ "$count" -le 10000 ] || count=10000
    batch "$first" "$count" "$@"
    first=$((first + count))
done
coverage "$@"
finish
