#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_replay.sh [BUILD [RUNS]]: a seeded run is a function of program, input and seed. Runs programs RUNS times (100 unless
# said) with one seed: output, standard error and the hash of the schedule have to be the same each time. Addresses differ
# from run to run by themselves; the environment, the folder and the load of the machine are made to.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
runs=${2:-100}
run=$PWD/$build/bin/tick-run
work=$PWD/$build/replay
mkdir -p "$work/elsewhere"
erlc -W0 -o "$work" tests/replay/world.erl || exit 2
for name in ring pmap supervised; do
    "$build/bin/tick-asm" "examples/$name.tasm" -o "$work/$name.beam" || exit 2
done

# One run in surroundings that depend on its number.
seeded() { # NUMBER SEED NAME ARG...
    local number=$1 seed=$2 name=$3
    shift 3
    case $((number % 3)) in
    0) env "TZ=Asia/Tokyo" "PADDING=$(printf "%${number}s" x)" timeout "$TIMEOUT" "$run" --seed "$seed" --trace-hash "$work/$name.beam" "$@" ;;
    1) (cd "$work/elsewhere" && timeout "$TIMEOUT" "$run" --trace-hash --seed "$seed" "$work/$name.beam" "$@") ;;
    2) env -i LC_ALL=C.UTF-8 timeout "$TIMEOUT" "$run" --seed "$seed" --trace-hash "$work/$name.beam" "$@" ;;
    esac </dev/null 2>&1
    echo "status $?"
}

# The same RUNS times with one seed.
replays() { # COUNT NAME ARG...
    local count=$1 name=$2
    shift 2
    seeded 0 7 "$name" "$@" >"$work/$name.first"
    if ! grep -q '^schedule [0-9a-f]\{16\}: [1-9]' "$work/$name.first" || ! grep -q '^status 0' "$work/$name.first"; then
        fail "$name does not run" "$(cat "$work/$name.first")"
        return
    fi
    for number in $(seq "$count"); do
        seeded "$number" 7 "$name" "$@" >"$work/$name.again"
        if cmp -s "$work/$name.first" "$work/$name.again"; then
            pass "$name, run $number"
        else
            fail "$name, run $number" "$(same "$work/$name.first" "$work/$name.again")"
        fi
        [ $((number % 1000)) -ne 0 ] || echo "$name: $number runs, $failed failed so far"
    done
}

# Other seeds give other schedules: 20 seeds, 20 hashes.
differs() { # NAME ARG...
    local name=$1 different
    different=$(for seed in $(seq 20); do seeded 1 "$seed" "$@" | grep '^schedule'; done | sort -u | wc -l)
    if [ "$different" -eq 20 ]; then pass "$name, 20 seeds"; else fail "$name: 20 seeds give $different schedules"; fi
}

replays "$runs" world
replays $(((runs + 9) / 10)) ring 100 3
replays $(((runs + 9) / 10)) pmap 8 50
replays $(((runs + 9) / 10)) supervised 10
differs world
differs ring 100 3
differs supervised 10

# Input is read where the program stands, so it does not matter when it comes.
cat >"$work/lines.tasm" <<'TASM'
module  lines
export  main/0
fun main/0
        allocate        0, 0
        call            line/0
        call            line/0
        call_last       line/0, 0
fun line/0
        allocate        0, 0
        move            "", x0
        call_ext        io:get_line/1
        test_heap       2, 1
        put_list        x0, [], x1
        move            "~tp~n", x0
        call_ext_last   io:format/2, 0
TASM
"$build/bin/tick-asm" "$work/lines.tasm" -o "$work/lines.beam" || exit 2
printf 'one\ntwo\n' | "$run" --seed 3 --trace-hash "$work/lines.beam" >"$work/lines.first" 2>&1
{ printf 'o'; sleep 0.1; printf 'ne\n'; sleep 0.1; printf 'two\n'; } |
    "$run" --seed 3 --trace-hash "$work/lines.beam" >"$work/lines.again" 2>&1
if difference=$(same "$work/lines.first" "$work/lines.again") && grep -q eof "$work/lines.first"; then
    pass 'input that comes slowly'
else
    fail 'input that comes slowly' "$difference"
fi

# Two processes wait for each other.
cat >"$work/embrace.erl" <<'ERL'
-module(embrace).
-export([main/0]).
main() ->
    Me = self(),
    register(main, Me),
    Other = spawn(fun() -> fetch(Me) end),
    self() ! {not_wanted, 1},
    fetch(Other).
fetch(From) -> receive {From, Value} -> Value end.
ERL
erlc -W0 -o "$work" "$work/embrace.erl" || exit 2
for seed in 1 2 3; do
    status=0
    timeout "$TIMEOUT" "$run" --seed "$seed" "$work/embrace.beam" >"$work/embrace.out" 2>&1 || status=$?
    if [ "$status" -eq 3 ] && grep -q '^deadlock: ' "$work/embrace.out" &&
        grep -q '^  <0.[0-9]*.0> main waits in embrace:fetch/1 (.*embrace.erl, line 9).*messages in its mailbox: 1$' "$work/embrace.out" &&
        grep -q '^  <0.[0-9]*.0> waits in embrace:fetch/1 ' "$work/embrace.out"; then
        pass "deadlock, seed $seed"
    else
        fail "deadlock, seed $seed: status $status" "$(cat "$work/embrace.out")"
    fi
done

finish
