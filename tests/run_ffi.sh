#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_ffi.sh [BUILD]: foreign functions: a library of C functions of all signatures (tests/ffi/library.c) called with the module ffi.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
work=$build/ffi
mkdir -p "$work"
library=$(realpath "$build/tests/library.so")

erlc -W0 -o "$work" tests/ffi/*.erl || exit 2

calls() { # LABEL OPTION...
    local label=$1
    shift
    limited "$work/out" "$build/bin/tick-run" "$@" "$work/ffi_test.beam" "$library"
    if [ "$status" -eq 0 ] && grep -q ' 0 failed$' "$work/out"; then
        pass "calls $label"
    else
        fail "calls $label: status $status" "$(cat "$work/out" "$work/out.err")"
    fi
}

for schedulers in $SCHEDULERS; do
    calls "on $schedulers schedulers" -S "$schedulers"
done

# ---- the page ----

# The expressions of docs/ffi.md become a program that prints their values, and their values what it is to print. References and
# funs are different each time.
page=$work/ffi_page.erl
awk -v page="$page" -v values="$work/page.expected" '
    BEGIN { printf "" > values; print "-module(ffi_page).\n-export([main/0]).\nmain() ->" > page }
    /^    [0-9]+> / { sub(/^    [0-9]+> /, ""); sub(/\.$/, ""); print "    show(begin " $0 " end)," > page; on = 1; next }
    on && /^    / { print substr($0, 5) > values; next }
    { on = 0 }
    END { print "    ok.\nshow(Value) -> io:format(\"~p~n\", [Value])." > page }' docs/ffi.md
volatile() { sed 's/#Ref<[^>]*>/#Ref<>/g; s/#Fun<[^>]*>/#Fun<>/g' "$1"; }
erlc -W0 -o "$work" "$page" || exit 2
limited "$work/page.out" "$build/bin/tick-run" "$work/ffi_page.beam"
difference=$(diff <(volatile "$work/page.expected") <(volatile "$work/page.out"))
if [ "$status" -eq 0 ] && [ -z "$difference" ] && [ -s "$work/page.expected" ]; then
    pass 'docs/ffi.md'
else
    fail "docs/ffi.md: status $status" "$difference$(cat "$work/page.out.err")"
fi

# ---- without ----

limited "$work/refused.out" "$build/bin/tick-run" --no-ffi "$work/ffi_refused.beam"
if [ "$status" -eq 0 ] && [ "$(cat "$work/refused.out")" = '21 of 21 functions refused' ]; then
    pass '--no-ffi'
else
    fail "--no-ffi: status $status" "$(cat "$work/refused.out" "$work/refused.out.err")"
fi

limited "$work/seeded.out" "$build/bin/tick-run" --seed 1 -p -e ffi_refused:seeded "$work/ffi_refused.beam"
if [ "$status" -eq 0 ] && [ "$(cat "$work/seeded.out")" = callback_needs_blocking ]; then
    pass 'a callback in a seeded run'
else
    fail "a callback in a seeded run: status $status" "$(cat "$work/seeded.out" "$work/seeded.out.err")"
fi
finish
