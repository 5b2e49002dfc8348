#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# fuzz.sh BUILD SECONDS TARGET...: fuzzes each TARGET for SECONDS, beginning with the inputs in corpus/ and
# regressions/, and says how many executions that were and how many edges of the code they covered. What is found on the
# way stays in BUILD/work/TARGET; an input that breaks a promise in BUILD/found, and then the status is 1.
#
# A process makes a round of ROUND executions at most: atoms and exports that a machine has come to know stay. With SEED
# the first round is made of the same inputs each time, as far as it gets.
set -u
cd "$(dirname "$0")/../.." || exit 2
build=$1
seconds=$2
shift 2
ROUND=${ROUND:-1000000}
SEED=${SEED:-0}
export ASAN_OPTIONS="quarantine_size_mb=16:malloc_context_size=3:detect_stack_use_after_return=0:allocator_may_return_null=1:detect_leaks=1:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="print_stacktrace=1:${UBSAN_OPTIONS:-}"

last() { # PATTERN FILE: the last number behind PATTERN
    sed -n "s/.*$1 *\([0-9][0-9]*\).*/\1/p" "$2" | tail -n 1
}

# Sets executions and covered. False: something was found.
round() { # TARGET SECONDS LOG
    local known=() folder
    for folder in tests/fuzz/corpus/"$1" tests/fuzz/regressions/"$1"; do
        [ ! -d "$folder" ] || known+=("$folder")
    done
    "$build/fuzzers/$1" -max_total_time="$2" -runs="$ROUND" -max_len="${MAX_LEN:-4096}" -timeout=20 -report_slow_units=1 \
        -malloc_limit_mb=512 -rss_limit_mb=1024 -dict="build/gen/fuzz/text.dict" -artifact_prefix="$build/found/$1-" \
        -print_final_stats=1 -seed="$SEED" -use_value_profile="${VALUE_PROFILE:-0}" "$build/work/$1" "${known[@]}" >"$3" 2>&1 </dev/null
    local status=$?
    executions=$(last 'stat::number_of_executed_units:' "$3")
    covered=$(last 'cov:' "$3")
    return $status
}

fuzz() { # TARGET
    local begin=$SECONDS log=$build/work/$1.log total=0 good=0 left
    mkdir -p "$build/work/$1" "$build/found"
    while left=$((seconds - SECONDS + begin)) && [ $left -gt 0 ]; do
        round "$1" "$left" "$log" || good=1
        total=$((total + ${executions:-0}))
        [ $good -eq 0 ] || break
    done
    printf '%-12s %10d executions %6d s %7d edges\n' "$1" "$total" $((SECONDS - begin)) "${covered:-0}"
    if [ $good -ne 0 ]; then
        grep -v '^#' "$log" | tail -n 60
        echo "FAILED $1: the input is in $build/found"
    fi
    return $good
}

status=0
for target in "$@"; do
    fuzz "$target" || status=1
done
exit $status
