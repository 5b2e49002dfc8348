#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_litmus.sh [BUILD [ROUNDS [SEEDS]]]: races between two processes (tests/litmus): each case ROUNDS times (2,000 unless said) on two
# schedulers, a part of that on one and on four, and all cases under SEEDS seeds (20).
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
rounds=${2:-2000}
seeds=${3:-20}
TIMEOUT=$((60 + rounds / 100))
compile_program
cases=$(sed -n 's/^ *\[*{\([a-z_]*\), fun \1\/2}.*/\1/p' tests/litmus/litmus.erl)

on() { # SCHEDULERS ROUNDS CASE
    limited "$work/out" "$build/bin/tick-run" -S "$1" "$work/litmus.beam" "$2" "$3"
    if [ "$status" -eq 0 ] && [ "$(cat "$work/out")" = "$3: $2 rounds" ]; then
        pass "$3, $2 rounds on $1 schedulers"
    else
        fail "$3, $2 rounds on $1 schedulers: status $status" "$(cat "$work/out" "$work/out.err")"
    fi
}

for case in $cases; do
    on 2 "$rounds" "$case"
    on 1 $(((rounds + 9) / 10)) "$case"
    on 4 $(((rounds + 9) / 10)) "$case"
    [ "$rounds" -lt 100000 ] || echo "$case: done, $failed failed so far"
done

under_seeds "$seeds" 16
finish
