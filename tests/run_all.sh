#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_all.sh [BUILD [SUITE...]]: runs the suites (all of them when none is named) and adds up their results.
set -u
cd "$(dirname "$0")/.." || exit 2
build=${1:-build}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- unit asm roundtrip large stdlib programs command differential instructions functions ffi compiler replay explore litmus chaos concurrent fuzz docs
passed=0
failed=0

# A suite is tests/run_NAME.sh BUILD or tests/NAME/run.sh BIN; its last line with "N passed, N failed" counts.
run_suite() { # NAME
    if [ -e "tests/run_$1.sh" ]; then
        set -- "$1" "tests/run_$1.sh" "$build"
    elif [ -e "tests/$1/run.sh" ]; then
        set -- "$1" "tests/$1/run.sh" "$build/bin"
    else
        return
    fi
    echo "== $1"
    log=$build/$1.log
    { "$2" "$3" 2>&1; echo "status $?"; } | tee "$log" | grep -v '^status [0-9]*$'
    counts=$(sed -n 's/^.*\b\([0-9][0-9]*\) passed, \([0-9][0-9]*\) failed.*$/\1 \2/p' "$log" | tail -n 1)
    good=${counts% *}
    bad=${counts#* }
    # A suite that fails without counting a failure counts as one.
    [ "$(tail -n 1 "$log")" = "status 0" ] || [ "${bad:-0}" -gt 0 ] || bad=1
    passed=$((passed + ${good:-0}))
    failed=$((failed + ${bad:-0}))
}

for suite in "$@"; do
    run_suite "$suite"
done
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
