#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run_command.sh [BUILD]: the command line of tick as a user meets it: options, exit status, what goes to standard output
# and what to standard error, bad files.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
tick=$(cd "$build/bin" && pwd)/tick
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# expect NAME STATUS STDOUT STDERR COMMAND...: STDOUT is the whole output, STDERR a pattern (extended regular expression);
# '-' for either: does not matter. Without a pattern standard error must be empty.
expect() {
    local name=$1 want=$2 stdout=$3 stderr=$4
    shift 4
    limited "$work/out" "$@"
    if [ "$status" -ne "$want" ]; then
        fail "$name: status $status instead of $want" "$(cat "$work/out" "$work/out.err")"
    elif [ "$stdout" != - ] && [ "$(cat "$work/out")" != "$stdout" ]; then
        fail "$name: standard output" "$(cat "$work/out")"
    elif [ -z "$stderr" ] && [ -s "$work/out.err" ]; then
        fail "$name: standard error is not empty" "$(cat "$work/out.err")"
    elif [ "$stderr" != - ] && ! grep -qE -- "$stderr" "$work/out.err" && [ -n "$stderr" ]; then
        fail "$name: standard error does not say $stderr" "$(cat "$work/out.err")"
    else
        pass "$name"
    fi
}

cat >"$work/values.tasm" <<'TASM'
module  values
export  main/0, start/0, other/0, echo/0

fun main/0
        move    {main, "text", <<"binary">>, 1.5, [a | b], #{k => 'Q'}}, x0
        return
fun start/0
        move    started, x0
        return
fun other/0
        move    [other], x0
        return
fun echo/0
        allocate        0, 0
        move            "", x0
        call_ext        io:get_line/1
        test_heap       2, 1
        put_list        x0, [], x1
        move            "<~ts>", x0
        call_ext_last   io:format/2, 0
TASM
"$tick" asm "$work/values.tasm" -o "$work/values.beam" || exit 2

expect 'tick run FILE.tasm' 0 'Hello, world!' '' "$tick" run examples/hello.tasm
expect 'nothing is written beside the program' 0 '' '' find examples -name '*.beam'
expect 'tick run FILE.beam' 0 '' '' "$tick" run "$work/values.beam"
expect 'tick-run alone' 0 'Hello, world!' '' "$build/bin/tick-run" examples/hello.tasm
expect '--print' 0 '{main,"text",<<"binary">>,1.5,[a|b],#{k => '"'Q'"'}}' '' "$tick" run --print "$work/values.beam"
expect '-p' 0 '[other]' '' "$tick" run -p -e values:other "$work/values.beam"
expect '--entry' 0 'started' '' "$tick" run -p --entry values:start "$work/values.beam"
expect 'entry that does not exist' 2 '' 'values:nothing/0' "$tick" run -e values:nothing "$work/values.beam"
expect 'malformed entry' 2 '' . "$tick" run -e values "$work/values.beam"
expect '-S' 0 'Hello, world!' '' "$tick" run -S 3 examples/hello.tasm
expect '-S 0' 2 '' . "$tick" run -S 0 examples/hello.tasm
expect '-S many' 2 '' . "$tick" run -S many examples/hello.tasm
expect '-S 3:2' 0 'Hello, world!' '' "$tick" run -S 3:2 examples/hello.tasm
expect '-S 2:3' 2 '' '2:3' "$tick" run -S 2:3 examples/hello.tasm
expect '-S 2:0' 2 '' '2:0' "$tick" run -S 2:0 examples/hello.tasm
expect '--bind' 0 'Hello, world!' '' "$tick" run --bind compact examples/hello.tasm
expect '--bind something else' 2 '' 'none, compact or spread' "$tick" run --bind tight examples/hello.tasm
expect '--placement' 0 'Hello, world!' '' "$tick" run --placement spread examples/hello.tasm
expect '--placement something else' 2 '' 'compact or spread' "$tick" run --placement wide examples/hello.tasm
expect '--trace-hash without a seed' 2 '' 'wants --seed' "$tick" run --trace-hash examples/hello.tasm
expect '--seed' 0 '1000 processes, 3000 hops' '' "$tick" run -S 1 --seed 7 examples/ring.tasm 1000 3
expect 'options behind the file are the program'"'"'s' 0 'fib(3) = 2' '' "$tick" run examples/fib.tasm 3 -S
expect '--help' 0 - '' "$tick" run --help
expect 'tick --help' 0 - '' "$tick" --help
expect '--version' 0 - '' "$tick" run --version
expect 'tick without a word' 2 - . "$tick"
expect 'tick and an unknown word' 2 '' . "$tick" frobnicate
expect 'unknown option' 2 '' . "$tick" run --frobnicate examples/hello.tasm
expect 'no file' 2 '' . "$tick" run
expect 'file that is not there' 2 '' 'nowhere.beam' "$tick" run "$work/nowhere.beam"
expect 'a folder' 2 '' . "$tick" run "$work"
expect 'assembly with a warning' 0 '' 'warn.tasm:3:5: warning: .*unused-function' "$tick" run \
    "$(printf 'module warn\nexport main/1\nfun forgotten/1\n return\nfun main/1\n return\n' >"$work/warn.tasm"; echo "$work/warn.tasm")"
expect 'tick asm hands options on' 2 '' 'warn.tasm:3:5: error: .*unused-function' "$tick" asm --check -W error "$work/warn.tasm"
expect 'assembly that is wrong' 2 '' 'bad.tasm:[0-9]+' "$tick" run "$(printf 'module bad\nfun main/0\n frobnicate x0\n' >"$work/bad.tasm"; echo "$work/bad.tasm")"
expect 'a text file that is no BEAM file' 2 '' 'README' "$tick" run README.md
head -c 200 "$work/values.beam" >"$work/short.beam"
expect 'a BEAM file that is cut off' 2 '' 'short.beam' "$tick" run "$work/short.beam"
: >"$work/empty.beam"
expect 'an empty file' 2 '' 'empty.beam' "$tick" run "$work/empty.beam"
expect 'standard input' 0 '<a line
>' '' sh -c "echo 'a line' | '$tick' run -e values:echo '$work/values.beam'"
expect 'end of standard input' 0 '<eof>' '' sh -c "sed 's/~ts/~w/' '$work/values.tasm' >'$work/values2.tasm'; sed -i 's/module  values/module  values2/' '$work/values2.tasm'; '$tick' run -e values2:echo '$work/values2.tasm' </dev/null"
mkdir -p "$work/lib" "$work/own"
printf 'module helper\nexport help/0\nfun help/0\n move from_lib, x0\n return\n' >"$work/helper.tasm"
printf 'module user_of\nexport main/0\nfun main/0\n call_ext_only helper:help/0\n' >"$work/user_of.tasm"
"$tick" asm "$work/helper.tasm" -o "$work/lib/helper.beam"
"$tick" asm "$work/user_of.tasm" -o "$work/own/user_of.beam"
expect '--path' 0 'from_lib' '' "$tick" run -p --path "$work/lib" "$work/own/user_of.beam"
expect 'module that is not found' 1 - 'helper' "$tick" run -p "$work/own/user_of.beam"

# An installation of OTP: an application has its newest version on the path, kernel and stdlib come before all others.
otp() { # FOLDER VALUE
    mkdir -p "$work/otp/lib/$1/ebin"
    printf 'module helper\nexport help/0\nfun help/0\n move %s, x0\n return\n' "$2" >"$work/helper.tasm"
    "$tick" asm "$work/helper.tasm" -o "$work/otp/lib/$1/ebin/helper.beam"
}
otp compiler-8.9 older
otp compiler-8.10 newer
expect '--otp without kernel' 2 - 'kernel' "$tick" run -p --otp "$work/otp" "$work/own/user_of.beam"
mkdir -p "$work/otp/lib/kernel-9/ebin" "$work/otp/lib/stdlib-4/ebin"
# This OTP has none of the modules that are started with the real one, which is reported.
expect '--otp: the newest version' 0 newer - "$tick" run -p --otp "$work/otp" "$work/own/user_of.beam"
otp stdlib-4 from_stdlib
expect '--otp: stdlib first' 0 from_stdlib - "$tick" run -p --otp "$work/otp" "$work/own/user_of.beam"

# OTP's io_lib, which asks code what is loaded, before Tick's: code is still Tick's own.
root=$(erl -noshell -eval 'io:put_chars(code:root_dir()), halt()')
libraries=$(erl -noshell -eval 'io:put_chars(code:lib_dir(stdlib)), halt()')
expect "OTP's stdlib first" 0 '{main,"text",<<"binary">>,1.5,[a|b],#{k => '"'Q'"'}}' - \
    "$tick" run --print --otp "$root" --path "$libraries/ebin" "$work/values.beam"

cp "$work/lib/helper.beam" "$work/own"
expect 'the folder of the program' 0 'from_lib' '' "$tick" run -p "$work/own/user_of.beam"
expect 'output to a closed pipe' 0 - - sh -c "'$tick' run examples/nrev.tasm 2000 | head -c 10 >/dev/null"
mkdir -p "$work/one" "$work/two"
cp "$work/values.tasm" "$work/one"
(cd "$work/one" && "$tick" asm values.tasm -o values.beam && "$tick" dis values.beam >../two/values.tasm)
expect 'tick dis and tick asm give the same file' 0 - '' sh -c "cd '$work/two' && '$tick' asm values.tasm -o values.beam && cmp values.beam ../one/values.beam"
expect 'tick dis hands options on' 2 '' 'there is no function mian/0; did you mean main/0' "$tick" dis -f mian/0 "$work/values.beam"
expect 'tick dis -o' 0 '' '' "$tick" dis --all "$work/values.beam" -o "$work/two/all.tasm"
expect 'tick dis --all and tick asm give the same file' 0 '' '' sh -c "'$tick' asm '$work/two/all.tasm' -o '$work/all.beam' && cmp '$work/all.beam' '$work/values.beam'"
expect 'tick dis with an option that it has not' 2 '' 'Try tick-dis --help' "$tick" dis --frobnicate "$work/values.beam"
expect 'tick dis of two files' 2 '' 'one file at a time' "$tick" dis "$work/values.beam" "$work/values.beam"

# A million processes alive at the same time, in at most 1.6 GB. Not with sanitizers, which need several times that.
case $build in
*asan | *tsan | *stress-gc) ;;
*)
    million() {
        "$tick" asm examples/ring.tasm -o "$work/ring.beam" &&
            build/measure "$build/bin/tick-run" -S 2 "$work/ring.beam" 1000000 1 >"$work/million" &&
            [ "$(cut -d ' ' -f 2 "$work/million")" -lt 1600000 ]
    }
    if million; then pass 'a million processes'; else fail 'a million processes' "$(cat "$work/million")"; fi
    ;;
esac
# ---- tick check ----

cat >"$work/calls.tasm" <<'TASM'
module  calls
export  main/0, load/2, none/2, apply/3, map/2
fun load/2
        call_ext_only   erlang:load_nif/2
fun none/2
        call_ext_only   erlang:'no such'/2
fun main/0
        allocate        0, 0
        call_ext        values:other/0
        call_ext        values:another/0
        call_ext        nobody:home/0
        call_ext_last   ets:no_such/1, 0
fun apply/3
        call_ext_only   erlang:apply/3
fun map/2
        call_ext_only   lists:map/2
TASM
"$tick" asm "$work/calls.tasm" -o "$work/calls.beam" || exit 2
missing="calls.beam: erlang:load_nif/2
calls.beam: erlang:'no such'/2
calls.beam: values:another/0
calls.beam: nobody:home/0
calls.beam: ets:no_such/1"
expect 'tick check FILE' 1 "$missing" '' env -C "$work" "$tick" check calls.beam
expect 'tick check: a folder more' 0 '' '' "$tick" check -P "$work" "$work/values.beam"
expect 'tick check: no BEAM file' 2 '' 'values.tasm' "$tick" check "$work/values.tasm"
expect 'tick check: no file' 2 '' 'usage' "$tick" check
expect 'tick check --missing FILE' 2 '' 'takes no files' "$tick" check --missing "$work/values.beam"
expect 'tick check --missing' 1 - '' "$tick" check --missing
"$tick" check --missing >"$work/out.missing"
expect 'tick check --missing names what is missing' 0 'erlang:load_nif/2' '' grep -x erlang:load_nif/2 "$work/out.missing"
expect 'tick check --missing: what the stdlib has is there' 1 '' '' grep -E '^(lists|maps|math):' "$work/out.missing"

# ---- loops ----

# A wait that leads to no loop_rec goes round for ever when there is a message; the assembler warns.
cat >"$work/rounds.tasm" <<'TASM'
module  rounds
export  main/0, round/0

fun main/0
        allocate        1, 0
        move            rounds, x0
        move            round, x1
        move            [], x2
        call_ext        erlang:spawn/3
        move            x0, y0
        move            message, x1
        send
        move            10, x0
        call_ext        timer:sleep/1
        move            y0, x0
        move            kill, x1
        call_ext_last   erlang:exit/2, 1

fun round/0
.again: wait            .look
.look:  wait            .again
TASM
expect 'a wait that leads to no loop_rec' 0 true wait-without-loop "$tick" run --print -S 1 "$work/rounds.tasm"

# ---- reports ----

# The report of a crash is for people: it does not print megabytes.
cat >"$work/crashes.tasm" <<'TASM'
module  crashes
export  main/0, large/0

fun main/0
        allocate        0, 0
        move            crashes, x0
        move            large, x1
        move            [], x2
        call_ext        erlang:spawn_monitor/3
.next:  loop_rec        .wait, x0
        remove_message
        move            seen, x0
        deallocate      0
        return
.wait:  wait            .next

fun large/0
        allocate        0, 0
        move            1, x0
        move            100000, x1
        call_ext        lists:seq/2
        call_ext_last   erlang:error/1, 0
TASM
expect 'a crash with a large reason' 0 seen '1,2,3.*,[0-9]*\.\.\.$' "$tick" run --print "$work/crashes.tasm"

# ---- signals of the operating system ----

cat >"$work/waits.tasm" <<'TASM'
module  waits
export  main/0, helper/1

fun main/0
        allocate        0, 0
        move            waits, x0
        move            helper, x1
        move            [{some, "term"}], x2
        call_ext        erlang:spawn/3
        move            x0, x1
        move            an_old_friend, x0
        call_ext        erlang:register/2
        move            "ready~n", x0
        move            [], x1
        call_ext        io:format/2
.wait:  wait            .wait
fun helper/1
.wait:  wait            .wait
TASM

# until FILE PATTERN: waits until the file has a line like that
until_says() {
    for _ in $(seq 300); do
        ! grep -qs -- "$2" "$1" || return 0
        sleep 0.1
    done
    return 1
}

# The whole life of a program that is asked for its state and then told to end.
dumped_and_stopped() { # SCHEDULERS
    local program status
    rm -f "$work/state" "$work/out" "$work/out.err"
    TICK_DUMP=$work/state "$tick" run -S "$1" "$work/waits.tasm" >"$work/out" 2>"$work/out.err" &
    program=$!
    until_says "$work/out" ready && kill -USR1 $program && until_says "$work/out.err" 'is in' &&
        until_says "$work/state" 'Name: an_old_friend' && until_says "$work/state" 'waits:helper/1' && kill -TERM $program
    status=$?
    wait $program || status=$?
    [ $status -eq 0 ] || kill -KILL $program 2>/dev/null
    return $status
}
for schedulers in 1 2; do
    if dumped_and_stopped $schedulers; then
        pass "SIGUSR1 and SIGTERM on $schedulers schedulers"
    else
        fail "SIGUSR1 and SIGTERM on $schedulers schedulers" "$(cat "$work/out" "$work/out.err" "$work/state")"
    fi
done

finish
