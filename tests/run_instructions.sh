#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_instructions.sh [BUILD]: runs the example of every instruction, docs/instructions/NAME.tasm, on Tick, and on Erlang/OTP when
# that knows the instruction: main/0 has to return what the page says.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh

work=$build/instructions
rm -rf "$work"
mkdir -p "$work"

result() { # NAME: what its page says
    sed -n 's/^; result: //p' "docs/instructions/$1.tasm"
}

on_tick() { # NAME
    for count in $SCHEDULERS; do
        limited "$work/$1.out" "$build/bin/tick-run" -S "$count" --print "$work/$1.beam"
        if [ "$status" -eq 0 ] && [ "$(cat "$work/$1.out")" = "$(result "$1")" ]; then
            pass "$1 -S $count"
        else
            fail "$1 -S $count" "$(cat "$work/$1.out" "$work/$1.out.err")"
        fi
    done
}

# The instructions that a release of Erlang/OTP knows, as the pages say.
known_to() { # RELEASE
    for page in docs/instructions/*.md; do
        since=$(sed -n 's/^| Since Erlang\/OTP | R*\([0-9]*\).* |$/\1/p' "$page")
        [ "$since" -gt "$1" ] || basename "$page" .md
    done
}

# One machine runs all examples, each in a process of its own, and prints a line "NAME RESULT" for each.
all_on_erl() {
    release=$(erl -noshell -eval 'io:put_chars(erlang:system_info(otp_release)), halt().')
    mapfile -t names < <(known_to "$release")
    limited "$work/erl" erl -noshell -kernel logger_level none -pa "$work" -eval '
        Run = fun(Name) ->
            {_, Ref} = spawn_monitor(fun() -> exit({result, Name:main()}) end),
            receive {_, Ref, _, _, Why} -> Why end
        end,
        [io:format("~s ~0tp~n", [Name, case Run(list_to_atom(Name)) of {result, R} -> R; Why -> {failed, Why} end])
         || Name <- init:get_plain_arguments()],
        halt().' -extra "${names[@]}"
    for name in "${names[@]}"; do
        got=$(sed -n "s/^$name //p" "$work/erl")
        if [ "$got" = "$(result "$name")" ]; then pass "$name on erl"; else fail "$name on erl" "$got"; fi
    done
}

for source in docs/instructions/*.tasm; do
    name=$(basename "$source" .tasm)
    if message=$("$build/bin/tick-asm" "$source" -o "$work/$name.beam" 2>&1) && [ -z "$message" ]; then
        on_tick "$name"
    else
        fail "$name" "$message"
    fi
done
[ -n "${NO_ERL:-}" ] || ! command -v erl >/dev/null || all_on_erl
finish
