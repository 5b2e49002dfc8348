#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_alive.sh [BUILD [PROCESSES]]: so many processes (10,000,000 unless said) alive at the same time, a number passed on through
# all of them, in at most 1,600 bytes of memory for each.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
processes=${2:-10000000}
work=$build/alive
mkdir -p "$work"
"$build/bin/tick-asm" examples/ring.tasm -o "$work/ring.beam" || exit 2
measured=$(build/measure "$build/bin/tick-run" -S 2 "$work/ring.beam" "$processes" 1)
status=$?
bytes=$(($(echo "$measured" | cut -d ' ' -f 2) * 1024 / processes))
echo "$processes processes: $(echo "$measured" | cut -d ' ' -f 1) us, $bytes bytes each"
if [ "$status" -eq 0 ] && [ "$bytes" -le 1600 ]; then
    pass "$processes processes alive"
else
    fail "$processes processes alive: status $status, $bytes bytes each"
fi
finish
