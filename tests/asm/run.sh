#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/asm/run.sh BIN: tests tick-asm and tick-dis, which lie in BIN.
#
#   programs/   assembled, and run by Erlang/OTP and by Tick: their lines "; expect" say what must hold (expect.erl)
#   later/      instructions that an old Erlang/OTP does not load: through tick-asm and tick-dis and back
#   errors/     sources with errors: what is printed about X.tasm stands in X.expected; where there is X.json or
#               X.colours, what is printed with --json and --color=always stands in it
#   warnings/   the same for sources with warnings only, all of them turned on: the file is written
#   dis/        what tick-dis prints about a file with each kind of table
#   and below: every message occurs, command line, reproducible output, output files, round trips through tick-dis
set -u
export LC_ALL=C.UTF-8 # as which Erlang/OTP reads the words of a command line
cd "$(dirname "$0")" || exit 2
case $1 in
/*) bin=$1 ;;
*) bin=../../$1 ;;
esac
bin=$(cd "$bin" && pwd) || exit 2
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
passed=0
failed=0

ok() {
    echo "ok $1"
    passed=$((passed + 1))
}

fail() { # NAME [FILE that tells more]
    echo "FAILED $1"
    [ $# -lt 2 ] || sed 's/^/    /' "$2"
    failed=$((failed + 1))
}

check() { # NAME COMMAND...
    name=$1
    shift
    if "$@" >"$work/log" 2>&1; then ok "$name"; else fail "$name" "$work/log"; fi
}

# Counts the lines of a program that prints "ok ..." and "FAILED ..." itself.
count() { # FILE
    cat "$1"
    passed=$((passed + $(grep -c '^ok ' "$1")))
    failed=$((failed + $(grep -c '^FAILED ' "$1")))
}

have_erl() {
    [ -z "${NO_ERL:-}" ] && command -v erl >/dev/null 2>&1
}

# ---- programs on Erlang/OTP and on Tick ----

mkdir "$work/beam" "$work/expect"
for source in programs/*.tasm; do
    name=$(basename "$source" .tasm)
    check "assembles $name" "$bin/tick-asm" "$source" -o "$work/beam/$name.beam"
done

on_erl() { # FOLDER SOURCES...
    timeout -s KILL 120 erl -noinput -kernel logger_level none -pa "$work/expect" -eval 'io:setopts([{encoding, unicode}]),
        expect:main(init:get_plain_arguments()), halt().' -extra "$@"
}

# What expect says uses parser and evaluator of Erlang/OTP, so Tick runs these as well.
on_tick() { # FOLDER SOURCES...
    timeout -s KILL 120 "$bin/tick-run" --otp "$(erl -noinput -eval 'io:put_chars(code:root_dir()), halt().')" \
        "$work/expect/expect.beam" "$@"
}

programs_on() { # MACHINE: what it prints goes to the file MACHINE
    "on_$1" "$work/beam" programs/*.tasm >"$work/$1" 2>&1 </dev/null
    status=$?
    count "$work/$1"
    check "$1 runs the programs to their end" [ $status -eq 0 ]
}

if have_erl; then
    check "compiles expect.erl" erlc -o "$work/expect" expect.erl
    programs_on erl
    programs_on tick
    check "erl and tick say the same" diff "$work/erl" "$work/tick"
else
    echo "skipped: there is no erl to run the programs with"
fi

# ---- messages ----

messages() { # FOLDER STATUS NAME ENDING OPTIONS...: what is printed about FOLDER/NAME.tasm is in NAME.ENDING
    folder=$1 want=$2 name=$3 ending=$4
    shift 4
    rm -f "$work/$name.beam"
    (cd "$folder" && timeout 10 "$bin/tick-asm" "$@" "$name.tasm" -o "$work/$name.beam") >"$work/out" 2>&1
    status=$?
    if [ $status -ne "$want" ]; then
        fail "$folder/$name.tasm ends with status $status, not $want" "$work/out"
    elif [ $status -eq 2 ] && [ -e "$work/$name.beam" ]; then
        fail "$folder/$name.tasm: a file is written"
    elif diff "$folder/$name.$ending" "$work/out" >"$work/diff"; then
        ok "$folder/$name.$ending"
    else
        fail "$folder/$name.$ending" "$work/diff"
    fi
}

folder_of_messages() { # FOLDER STATUS OPTIONS...
    folder=$1 status_wanted=$2
    shift 2
    for source in "$folder"/*.tasm; do
        name=$(basename "$source" .tasm)
        messages "$folder" "$status_wanted" "$name" expected "$@"
        [ ! -e "$folder/$name.json" ] || messages "$folder" "$status_wanted" "$name" json --json "$@"
        [ ! -e "$folder/$name.colours" ] || messages "$folder" "$status_wanted" "$name" colours --color=always "$@"
    done
}

all_messages() { # each message of messages.def occurs in what is expected above
    sed -n 's/^MESSAGE(\([a-z0-9_]*\),.*/\1/p' ../../asm/messages.def | tr _ - >"$work/names"
    while read -r id; do
        grep -qF "[$id]" errors/*.expected warnings/*.expected || echo "no test prints [$id]"
    done <"$work/names" >"$work/missing"
    cat "$work/missing"
    [ ! -s "$work/missing" ]
}

nothing_said() { # SOURCES...: sound, and nothing to warn of
    for source in "$@"; do
        "$bin/tick-asm" --check "$source"
    done >"$work/out" 2>&1
    cat "$work/out"
    [ ! -s "$work/out" ]
}

# Not receive_without_message, which does what the assembler warns of.
sources=$(find ../../stdlib ../../examples .. -name '*.tasm' ! -path '*/asm/errors/*' ! -path '*/asm/warnings/*' \
    ! -name receive_without_message.tasm)
# shellcheck disable=SC2086 # names without spaces
check "there is nothing to say about the sources of this tree" nothing_said $sources

nothing_said_of_compiled() { # the modules of Erlang/OTP's stdlib
    for file in "$(erl -noinput -noshell -eval 'io:format("~s/ebin", [code:lib_dir(stdlib)]), halt().')"/*.beam; do
        "$bin/tick-dis" "$file" | "$bin/tick-asm" --check -
    done >"$work/out" 2>&1
    head -50 "$work/out"
    [ ! -s "$work/out" ]
}

if have_erl; then
    check "there is nothing to say about what compilers write" nothing_said_of_compiled
fi

folder_of_messages errors 2
folder_of_messages warnings 0 -W all
check "every message is printed by a test" all_messages

# ---- command line and output files ----

usage() { # ARGUMENTS...: must end with status 2 and say something
    "$bin/tick-asm" "$@" 2>"$work/out" >/dev/null </dev/null
    [ $? -eq 2 ] && [ -s "$work/out" ]
}

keeps_old_file() {
    echo old >"$work/old.beam"
    usage errors/mnemonic.tasm -o "$work/old.beam"
    [ "$(cat "$work/old.beam")" = old ]
}

leaves_nothing_else() { # a file in a folder of its own
    mkdir "$work/alone" && "$bin/tick-asm" programs/calls.tasm -o "$work/alone/calls.beam" &&
        [ "$(ls -A "$work/alone")" = calls.beam ]
}

keeps_pipes() { # what is no file is written to, not replaced
    mkfifo "$work/pipe" && { timeout 10 cat "$work/pipe" >"$work/piped" & } &&
        "$bin/tick-asm" programs/calls.tasm -o "$work/pipe" && wait $! && [ -p "$work/pipe" ] &&
        cmp "$work/piped" "$work/beam/calls.beam"
}

same_twice() {
    "$bin/tick-asm" programs/terms.tasm -o "$work/1.beam" &&
        "$bin/tick-asm" programs/terms.tasm -o "$work/2.beam" && cmp "$work/1.beam" "$work/2.beam"
}

default_name() {
    (mkdir "$work/here" && programs=$(pwd)/programs && cd "$work/here" &&
        "$bin/tick-asm" "$programs/calls.tasm" && [ -s calls.beam ])
}

standard_input() {
    (programs=$(pwd)/programs && cd "$work/here" &&
        "$bin/tick-asm" - <"$programs/select.tasm" && [ -s select.beam ])
}

no_colours() {
    "$bin/tick-asm" errors/mnemonic.tasm -o "$work/x.beam" 2>&1 | grep -c "$(printf '\033')" | grep -q '^0$'
}

prints() { # STATUS TEXT ARGUMENTS...: TEXT is all that tick-asm prints
    want=$1 text=$2
    shift 2
    "$bin/tick-asm" "$@" >"$work/out" 2>&1 </dev/null
    status=$?
    cat "$work/out"
    [ $status -eq "$want" ] && [ "$(cat "$work/out")" = "$text" ]
}

count_of() { # STATUS COUNT WORD ARGUMENTS...: WORD is printed in COUNT lines
    want=$1 count=$2 word=$3
    shift 3
    "$bin/tick-asm" "$@" >"$work/out" 2>&1 </dev/null
    status=$?
    cat "$work/out"
    [ $status -eq "$want" ] && [ "$(grep -c "$word" "$work/out")" -eq "$count" ]
}

check_writes_nothing() {
    (mkdir "$work/none" && source=$(pwd)/programs/calls.tasm && cd "$work/none" &&
        "$bin/tick-asm" --check "$source" && [ -z "$(ls -A)" ])
}

unused=warnings/unused.tasm
check "no file is a usage error" usage
check "--check writes nothing" check_writes_nothing
check "--check finds errors" count_of 2 4 error: -c errors/outside.tasm --max-errors 4
check "--check and --output exclude one another" usage --check programs/calls.tasm -o "$work/x.beam"
check "-W no-ID" count_of 0 3 warning: -c -W no-unused-macro "$unused"
check "-W error" count_of 2 4 error: -c -W error "$unused"
check "-W error=ID" count_of 2 1 error: -c -Werror=unused_macro "$unused"
check "-W none" prints 0 "" -c -W none "$unused"
check "-W none and then one" count_of 0 1 warning: -c -W none -W unused-function "$unused"
check "-W error, and one stays a warning" count_of 2 1 warning: -c -W error -W unused-function "$unused"
check "-W with an error" usage -c -W no-unknown-instruction "$unused"
check "-W with no message" prints 2 "tick-asm: there is no message unused-fuction; did you mean unused-function?" \
    -c -W error=unused-fuction "$unused"
check "--explain" count_of 0 1 "^bad-base (error)" --explain bad-base
check "--explain what is no message" usage --explain "bad base"
check "--max-errors" count_of 2 3 error: --max-errors 3 errors/operands.tasm
check "--max-errors 0" count_of 2 0 "not shown" --max-errors=0 errors/operands.tasm
check "--max-errors counts warnings by themselves" count_of 0 1 warning: -c --max-errors 1 "$unused"
check "--max-errors with a word" usage --max-errors few errors/operands.tasm
check "--color with another word" usage --color sometimes errors/operands.tasm
check "--color=never" count_of 2 0 "$(printf '\033')" --color=never errors/operands.tasm
check "no messages as JSON" prints 0 "" --json -c programs/calls.tasm
check "two files are a usage error" usage programs/calls.tasm programs/terms.tasm
check "an unknown option is a usage error" usage --frobnicate programs/calls.tasm
check "a file that is not there" usage "$work/nowhere.tasm"
check "a folder in place of a file" usage programs
check "an output that cannot be written" usage programs/calls.tasm -o "$work/no/such/folder.beam"
check "an old file stays when there are errors" keeps_old_file
check "no other file is left behind" leaves_nothing_else
check "a pipe is written to and stays" keeps_pipes
check "the same source gives the same bytes" same_twice
check "the default output is in the current folder" default_name
check "standard input, output named by the module" standard_input
check "no colours unless on a terminal" no_colours
check "--help" sh -c "'$bin/tick-asm' --help | grep -q Usage"
check "--version" sh -c "'$bin/tick-asm' --version | grep -q tick-asm"

# ---- tick-dis and back ----

there_and_back() { # BEAM: must give the same file
    "$bin/tick-dis" --all "$1" >"$work/back.tasm" && "$bin/tick-asm" "$work/back.tasm" -o "$work/back.beam" &&
        cmp "$1" "$work/back.beam"
}

text_stays() { # SOURCE: what tick-dis prints, assembled, prints the same
    "$bin/tick-asm" "$1" -o "$work/a.beam" && "$bin/tick-dis" "$work/a.beam" >"$work/a.tasm" &&
        "$bin/tick-asm" "$work/a.tasm" -o "$work/b.beam" && "$bin/tick-dis" "$work/b.beam" >"$work/b.tasm" &&
        cmp "$work/a.tasm" "$work/b.tasm"
}

# The size of compressed literals depends on who compresses.
shows() { # NAME OPTION...: tick-dis on dis/sample.tasm must print dis/NAME.expected
    expected=dis/$1.expected
    shift
    "$bin/tick-dis" "$@" "$work/sample.beam" | sed 's/^\(  LitT\) *[0-9]* /\1 /' | diff "$expected" -
}

refuses() { # MESSAGE OPTION...: status 2 and a message that has this in it
    message=$1
    shift
    "$bin/tick-dis" "$@" >"$work/out" 2>"$work/err" </dev/null
    [ $? -eq 2 ] && [ ! -s "$work/out" ] && grep -qF -- "$message" "$work/err"
}

# One more label in a function shifts no label of the others.
others_stay() {
    sed 's/^\.done:/        is_nil .more, x0\n.more:\n&/' dis/sample.tasm >"$work/more.tasm" &&
        "$bin/tick-asm" "$work/more.tasm" -o "$work/more.beam" &&
        "$bin/tick-dis" "$work/more.beam" >"$work/more" && "$bin/tick-dis" "$work/sample.beam" >"$work/less" &&
        [ "$(diff "$work/less" "$work/more" | grep -c '^[<>]')" -eq 4 ]
}

malformed() { # FILE OPTION...: must be refused with one line
    "$bin/tick-dis" "$@" >"$work/out" 2>"$work/err" </dev/null
    [ $? -eq 2 ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ]
}

truncated() { # a BEAM file cut at many places
    for size in 0 4 11 12 20 100 500 1000 1300; do
        head -c $size "$work/beam/terms.beam" >"$work/cut.beam"
        malformed "$work/cut.beam" && malformed "$work/cut.beam" --chunks &&
            malformed "$work/cut.beam" --loaded --types || return 1
    done
}

if [ -x "$bin/tick-dis" ]; then
    for file in "$work"/beam/*.beam; do
        check "round trip of $(basename "$file")" there_and_back "$file"
    done
    for source in later/*.tasm; do
        check "text and back: $source" text_stays "$source"
    done
    "$bin/tick-asm" dis/sample.tasm -o "$work/sample.beam" || fail "assembles dis/sample.tasm"
    check "round trip of dis/sample.tasm" there_and_back "$work/sample.beam"
    check "tick-dis" shows text
    check "labels of other functions stay" others_stay
    "$bin/tick-asm" dis/utf8.tasm -o "$work/utf8.beam" || fail "assembles dis/utf8.tasm"
    check "round trip of dis/utf8.tasm" there_and_back "$work/utf8.beam"
    check "the text says what is not usual" sh -c "'$bin/tick-dis' --all '$work/utf8.beam' | diff dis/utf8.expected -"
    check "tick-dis --lines --types" shows comments --lines --types
    check "tick-dis --chunks" shows chunks --chunks
    check "tick-dis --function" shows function --function pick/1
    check "tick-dis -f 'quoted'" shows quoted -f "'-pick/1-fun-0-'/1"
    check "tick-dis --loaded" shows loaded -f sum/2 --loaded
    check "tick-dis -o" sh -c "'$bin/tick-dis' '$work/sample.beam' -o '$work/text' && diff dis/text.expected '$work/text'"
    check "tick-dis -f with another arity" refuses 'did you mean sum/2?' -f sum/3 "$work/sample.beam"
    check "tick-dis -f with a slip" refuses 'did you mean parse/1?' -f prase/1 "$work/sample.beam"
    check "tick-dis -f without a function like it" refuses 'no function other/1' -f other/1 "$work/sample.beam"
    check "tick-dis --chunks with another option" refuses 'no other option' --chunks --lines "$work/sample.beam"
    check "tick-dis -o where nothing can be written" refuses 'cannot write' -o "$work/no/such" "$work/sample.beam"
    check "tick-dis refuses a file that ends too early" truncated
    check "tick-dis refuses what is no BEAM file" malformed run.sh
fi

echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
