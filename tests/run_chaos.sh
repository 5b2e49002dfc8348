#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_chaos.sh [BUILD [PROCESSES [SEEDS]]]: tests/chaos with so many processes (20,000 unless said) on two schedulers, with one tenth on one
# and on three, and with 1,000 under SEEDS seeds (20).
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
processes=${2:-20000}
seeds=${3:-20}
TIMEOUT=$((60 + processes / 1000))
compile_program

on() { # SCHEDULERS PROCESSES SEED [OPTION...]
    local schedulers=$1 count=$2 seed=$3
    shift 3
    limited "$work/out" "$build/bin/tick-run" -S "$schedulers" "$@" "$work/chaos.beam" "$count" "$seed"
    if [ "$status" -eq 0 ] && [ "$(cat "$work/out")" = "$count processes, all accounts balance" ]; then
        pass "$count processes on $schedulers schedulers, seed $seed $*"
    else
        fail "$count processes on $schedulers schedulers, seed $seed $*: status $status" "$(cat "$work/out" "$work/out.err")"
    fi
}

on 2 "$processes" 1
on 2 $((processes / 10)) 2 --placement spread
on 1 $((processes / 10)) 3
on 3 $((processes / 10)) 4 --bind spread

under_seeds "$seeds" 1000 5
finish
