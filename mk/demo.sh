#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# demo.sh BUILD: what `make run` shows.
set -eu
export PATH="$PWD/$1/bin:$PATH"

show() { # WHAT COMMAND...
    printf '\n# %s\n' "$1"
    shift
    echo "\$ $*"
    "$@"
}

echo
echo 'Tick is built. Three programs in text assembly:'
show 'prime numbers from a pipeline of processes, one for each prime' tick run examples/sieve.tasm 60
show 'a number goes three times round a ring of 100,000 processes' tick run examples/ring.tasm 100000 3
show 'a search in eight processes, on all cores' tick run examples/pmap.tasm 8 5000
cat <<'END'

The programs are in examples/, the commands in build/bin. To go on:
    build/bin/tick run examples/ring.tasm 1000000
    build/bin/tick --help
    README.md, docs/
END
