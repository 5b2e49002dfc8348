#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_unit.sh [BUILD]: runs every Criterion binary in BUILD/tests and adds up what they report.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
mkdir -p "$build/tests/out"

for binary in "$build"/tests/test_*; do
    [ -x "$binary" ] || continue
    name=$(basename "$binary")
    out=$build/tests/out/$name
    limited "$out" "$binary" --ascii
    cat "$out.err" >>"$out"
    tested=$(sed -n 's/.*Synthesis: Tested: \([0-9]*\).*/\1/p' "$out" | tail -n 1)
    passing=$(sed -n 's/.*Synthesis:.* Passing: \([0-9]*\).*/\1/p' "$out" | tail -n 1)
    passed=$((passed + ${passing:-0}))
    if [ "${tested:-0}" -ne "${passing:-0}" ]; then
        fail "$name" "$(grep -v Synthesis "$out")"
        failed=$((failed + tested - passing - 1))
    elif [ "$status" -ne 0 ] || [ -z "$tested" ]; then
        fail "$name (status $status)" "$(cat "$out")"
    elif grep -q 'ERROR: .*Sanitizer' "$out"; then
        # What a sanitizer finds when the process of a test ends, as leaks are, Criterion does not see.
        fail "$name" "$(sed -n '/ERROR: .*Sanitizer/,$p' "$out")"
    fi
done
finish
