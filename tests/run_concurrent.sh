#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_concurrent.sh [BUILD [SEEDS]]: the programs of tests/concurrent, each with one possible result, on Erlang/OTP and on Tick: on one, two
# and four schedulers and under SEEDS seeds (5). What OTP printed is kept in build/erl until the source changes.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
seeds=${2:-5}
source=tests/concurrent/concurrent.erl
beams=build/erl
expected=$beams/concurrent.out
work=$build/concurrent
mkdir -p "$beams" "$work"

if [ ! "$expected" -nt "$source" ]; then
    erlc -W0 -o "$beams" "$source" || exit 2
    on_erl "$expected" "$beams" concurrent
    [ "$status" -eq 0 ] || { fail 'Erlang/OTP' "$(cat "$expected" "$expected.err")"; rm "$expected"; finish; exit; }
fi

# Every line is a program.
compare() { # LABEL OPTION...
    local label=$1 line
    shift
    limited "$work/out" "$build/bin/tick-run" "$@" "$beams/concurrent.beam"
    while IFS= read -r line; do
        if [[ $line == '< '* ]]; then fail "$label: Erlang/OTP prints ${line#< }" "$(grep -F -- "$(echo "${line#< }" | cut -d : -f 1)" "$work/out")"; fi
    done < <(diff "$expected" "$work/out")
    passed=$((passed + $(grep -cxFf "$expected" "$work/out")))
    [ "$status" -eq 0 ] || fail "$label: status $status" "$(cat "$work/out.err")"
}

for schedulers in 1 2 4; do
    compare "$schedulers schedulers" -S "$schedulers"
done
compare 'processes spread' -S 2 --placement spread
for seed in $(seq "$seeds"); do
    compare "seed $seed" --seed "$seed"
done
finish
