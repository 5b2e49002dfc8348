#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh BUILD: what `make run` shows once everything is built: a concurrent program, from text to result.
set -eu
bin=$1/bin
out=$1/demo
mkdir -p "$out"

show() { # COMMAND...
    printf '\n$ %s\n' "$*"
    "$@"
}

show "$bin/tick-asm" examples/sieve.tasm -o "$out/sieve.beam"
show "$bin/tick" run "$out/sieve.beam" 100
show "$bin/tick-asm" examples/ring.tasm -o "$out/ring.beam"
show "$bin/tick" run "$out/ring.beam" 100000 3
printf '\nThe programs are in examples/, and README.md shows how to write one.\n'
