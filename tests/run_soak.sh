#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_soak.sh [BUILD [RUNS]]: runs the ring and the supervised worker RUNS times each on two schedulers. Every run has to
# end within 20 s and to print what is expected.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
runs=${2:-10000}
TIMEOUT=20
work=$build/soak
mkdir -p "$work"

soak() { # NAME ARG...
    name=$1
    shift
    "$build/bin/tick-asm" "examples/$name.tasm" -o "$work/$name.beam" || exit 2
    run=0
    while [ "$run" -lt "$runs" ]; do
        run=$((run + 1))
        limited "$work/$name.out" "$build/bin/tick-run" -S 2 "$work/$name.beam" "$@"
        if [ "$status" -eq 0 ] && cmp -s "examples/$name.expected" "$work/$name.out"; then
            pass "$name run $run"
        else
            fail "$name run $run: status $status" "$(same "examples/$name.expected" "$work/$name.out"; cat "$work/$name.out.err")"
        fi
        [ $((run % 1000)) -ne 0 ] || echo "$name: $run runs, $failed failed so far"
    done
}

# shellcheck disable=SC2046 # args are words
soak ring $(header args examples/ring.tasm)
# shellcheck disable=SC2046
soak supervised $(header args examples/supervised.tasm)
finish
