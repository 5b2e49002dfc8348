#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_explore.sh [BUILD]: tick explore: every command of docs/explore.md with what the page says it prints, and each way in
# which a run can go wrong.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
work=$build/explore
mkdir -p "$work"
explore=$build/bin/tick-explore

# ---- the page ----

# Commands of the page, each followed by what it prints, as blocks separated by an empty line.
page_blocks() {
    awk '/^    \$ /{ if (on) print ""; on = 1; print substr($0, 5); next }
         on && /^    /{ print substr($0, 5); next }
         on { print ""; on = 0 }' docs/explore.md
}

# Which seed shows the mistake, and how much is lost, changes with the number of reductions that instructions take: the seed
# that explore finds stands for the page's, and other numbers need not be those of the page.
page_seed=$(sed -n 's/^    seed \([0-9]*\): .*/\1/p' docs/explore.md | head -n 1)
seed=$("$explore" --seeds 1..300 examples/tally.tasm 4 10 | sed -n 's/^seed \([0-9]*\): .*/\1/p')
counted() { sed 's/[0-9][0-9]* of 40/N of 40/g'; }

check_block() { # COMMAND EXPECTED
    local command=${1#\$ tick } expected got
    command=${command//--seed $page_seed/--seed $seed}
    command=${command//--seeds $page_seed..$page_seed/--seeds $seed..$seed}
    expected=$(printf '%s' "$2" | sed "s/\bseed $page_seed\b/seed $seed/g" | counted)
    # shellcheck disable=SC2086 # the command's words
    got=$("$build/bin/tick" $command 2>&1 | counted)
    if [ "$got" = "$expected" ]; then pass "$1"; else fail "$1" "$(diff <(echo "$expected") <(echo "$got"))"; fi
}

if [ -n "$seed" ]; then pass 'a race is found'; else fail 'no race in 300 seeds'; fi
command=
expected=
blocks=0
while IFS= read -r line || [ -n "$command" ]; do
    if [ -z "$line" ] && [ -n "$command" ]; then
        check_block "$command" "$expected"
        blocks=$((blocks + 1))
        command=
        expected=
    elif [ -z "$command" ]; then
        command=$line
    else
        expected=$expected${expected:+$'\n'}$line
    fi
done < <(page_blocks)
if [ "$blocks" -ge 5 ]; then pass 'commands of the page'; else fail "the page has only $blocks commands"; fi

# ---- ways to go wrong ----

cat >"$work/wrong.erl" <<'ERL'
-module(wrong).
-export([main/1]).

main(["deadlock"]) -> await(wanted);
main(["never"]) -> main(["never"]);
main(["fails"]) -> error(always);
main(["ok", Text]) -> io:format("~s~n", [Text]);
main(["order"]) -> first(10) =:= 10 orelse error(another_order);
main(["sometimes_stuck"]) ->
    case first(10) of
        10 -> ok;
        _ -> await(wanted)
    end.

await(What) -> receive What -> ok end.

%% The last of Count processes is the first to answer, unless it is interrupted.
first(Count) ->
    Me = self(),
    [spawn(fun() -> burn(30 * (Count - N)), Me ! N end) || N <- lists:seq(1, Count)],
    lists:last([receive N -> N end || _ <- lists:seq(1, Count)]).

burn(0) -> ok;
burn(N) -> burn(N - 1).
ERL
erlc -W0 -o "$work" "$work/wrong.erl" || exit 2

says() { # NAME STATUS PATTERN ARG...
    local name=$1 want=$2 pattern=$3 status=0
    shift 3
    timeout "$TIMEOUT" "$explore" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
    if [ "$status" -eq "$want" ] && cat "$work/out" "$work/err" | grep -qE -- "$pattern"; then
        pass "$name"
    else
        fail "$name: status $status" "$(cat "$work/out" "$work/err")"
    fi
}

wrong=$work/wrong.beam
says 'deadlock' 1 '^seed 1: deadlock: ' --seeds 1..3 "$wrong" deadlock
says 'who waits where' 1 '^  <0[.0-9]*> waits in wrong:await/1' --seeds 1..3 "$wrong" deadlock
says 'deadlock that is expected' 0 'with exit status 3' --seeds 1..3 --status 3 "$wrong" deadlock
says 'deadlock in some order' 1 '^seed [0-9]+: deadlock: ' --status 0 "$wrong" sometimes_stuck
says 'no end' 1 '^seed 5: no end within 1 s' --seeds 5..9 --time 1 "$wrong" never
says 'status' 1 '^seed 1: exit status 1 instead of 0' --seeds 1..3 --status 0 "$wrong" fails
says 'reason of the status' 1 'exception error: always' --seeds 1..3 --status 0 "$wrong" fails
says 'status of the first seed' 0 'with exit status 1' --seeds 1..3 "$wrong" fails
says 'exception in some order' 1 'another_order' --status 0 "$wrong" order
printf 'a b\n' >"$work/expected"
printf 'Hello, world!\nok\n' >"$work/hello"
says '--expect' 0 'all runs' --seeds 1..5 --expect "$work/expected" "$wrong" ok 'a b'
says '--expect something else' 1 'line 1 of this run: a  b' --seeds 1..5 --expect "$work/expected" "$wrong" ok 'a  b'
says 'the command is quoted' 1 "^  tick run --seed 1 .*/wrong.beam ok 'a  b'\$" --seeds 1..5 --expect "$work/expected" "$wrong" ok 'a  b'
says 'options are passed on' 0 'with exit status 0' --seeds 1..5 --print --path "$work" --expect "$work/hello" -e hello:main examples/hello.tasm
# Who ignores the end of children hands that on to what it starts; timeout would not.
if (trap '' CHLD; exec "$explore" --seeds 1..3 "$wrong" fails) | grep -q 'with exit status 1'; then
    pass 'ends of children are ignored by the caller'
else
    fail 'ends of children are ignored by the caller'
fi
says 'no seed after the last' 2 'wants a range' --seeds 5..4 "$wrong" fails
says 'no range' 2 'wants a range' --seeds 5 "$wrong" fails
says 'no jobs' 2 'wants a number' --jobs 0 "$wrong" fails
says 'no file' 2 'no file to run'
says 'a file that is not there' 2 'nowhere' "$work/nowhere.beam"
says 'no expected file' 2 'cannot read' --expect "$work/nowhere" "$wrong" fails

# The lowest seed is reported, however many run at once.
for jobs in 1 2 7; do
    "$explore" --jobs "$jobs" --status 0 "$wrong" order >"$work/jobs.$jobs"
done
if cmp -s "$work/jobs.1" "$work/jobs.2" && cmp -s "$work/jobs.1" "$work/jobs.7"; then
    pass 'the same with any number of jobs'
else
    fail 'the number of jobs decides what is found' "$(cat "$work"/jobs.*)"
fi

finish
