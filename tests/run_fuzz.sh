#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_fuzz.sh [BUILD]: runs each target of tests/fuzz with the inputs that are kept: corpus/ holds those that reach
# different places of the code, regressions/ those that once broke a promise.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
mkdir -p "$build/fuzz-replay"

for program in "$build"/fuzzers/*; do
    target=$(basename "$program")
    [ -f "$program" ] || continue
    files=$(find "tests/fuzz/corpus/$target" "tests/fuzz/regressions/$target" -type f 2>/dev/null | sort)
    # shellcheck disable=SC2086 # names without blanks
    limited "$build/fuzz-replay/$target" "$program" $files
    replayed=$(grep -c . "$build/fuzz-replay/$target")
    if [ "$status" -eq 0 ] && [ "$replayed" -gt 0 ]; then
        pass "$target: $replayed inputs"
    else
        fail "$target: $(tail -n 1 "$build/fuzz-replay/$target")" "$(cat "$build/fuzz-replay/$target.err")"
    fi
done
finish
