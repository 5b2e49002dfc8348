#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# tests/asm/run.sh BIN: tests tick-asm and tick-dis, which lie in BIN.
#
#   programs/   assembled, and run by Erlang/OTP: their lines "; expect" say what must hold (expect.escript)
#   later/      instructions that an old Erlang/OTP does not load: through tick-asm and tick-dis and back
#   errors/     sources with errors: what is printed about X.tasm stands in X.expected
#   dis/        what tick-dis prints about a file with each kind of table
#   and below: command line, reproducible output, output files, round trips through tick-dis
set -u
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
    command -v escript >/dev/null 2>&1
}

# ---- programs on Erlang/OTP ----

mkdir "$work/beam"
for source in programs/*.tasm; do
    name=$(basename "$source" .tasm)
    check "assembles $name" "$bin/tick-asm" "$source" -o "$work/beam/$name.beam"
done
if have_erl; then
    timeout -s KILL 120 escript expect.escript "$work/beam" programs/*.tasm >"$work/out" 2>&1 </dev/null
    count "$work/out"
else
    echo "skipped: there is no escript to run the programs with"
fi

# ---- errors ----

for source in errors/*.tasm; do
    name=$(basename "$source" .tasm)
    (cd errors && timeout 10 "$bin/tick-asm" "$name.tasm" -o "$work/$name.beam") >"$work/out" 2>&1
    status=$?
    if [ $status -ne 2 ]; then
        fail "errors: $name ends with status $status, not 2"
    elif [ -e "$work/$name.beam" ]; then
        fail "errors: $name writes a file"
    elif diff "errors/$name.expected" "$work/out" >"$work/diff"; then
        ok "errors: $name"
    else
        fail "errors: $name" "$work/diff"
    fi
done

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

check "no file is a usage error" usage
check "two files are a usage error" usage programs/calls.tasm programs/terms.tasm
check "an unknown option is a usage error" usage --frobnicate programs/calls.tasm
check "a file that is not there" usage "$work/nowhere.tasm"
check "a folder in place of a file" usage programs
check "an output that cannot be written" usage programs/calls.tasm -o "$work/no/such/folder.beam"
check "an old file stays when there are errors" keeps_old_file
check "no other file is left behind" leaves_nothing_else
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
prints() { # NAME OPTION...: tick-dis on dis/sample.tasm must print dis/NAME.expected
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

malformed() { # FILE: must be refused with one line
    "$bin/tick-dis" "$1" >"$work/out" 2>"$work/err" </dev/null
    [ $? -eq 2 ] && [ ! -s "$work/out" ] && [ "$(wc -l <"$work/err")" -eq 1 ]
}

truncated() { # a BEAM file cut at many places
    for size in 0 4 11 12 20 100 500 1000 1300; do
        head -c $size "$work/beam/terms.beam" >"$work/cut.beam"
        malformed "$work/cut.beam" || return 1
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
    check "tick-dis" prints text
    check "tick-dis --lines --types" prints comments --lines --types
    check "tick-dis --chunks" prints chunks --chunks
    check "tick-dis --function" prints function --function pick/1
    check "tick-dis -f 'quoted'" prints quoted -f "'-pick/1-fun-0-'/1"
    check "tick-dis --loaded" prints loaded -f sum/2 --loaded
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
