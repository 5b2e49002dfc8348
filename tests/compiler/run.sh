#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run.sh [BIN [MODULE...|all]]: OTP's own compiler on Tick. Each MODULE of kernel, stdlib and compiler is compiled
# from the abstract code in its BEAM file, by the same compiler, on Erlang/OTP and on Tick; every chunk that comes out
# must be the same. Without MODULE a few that exercise much and take little; `all` is every one.
# What Erlang/OTP makes of a module is kept in build/compiler.
set -u
cd "$(dirname "$0")/../.." || exit 2
bin=${1:-build/bin}
[ $# -eq 0 ] || shift
set -- "${bin%/bin}" "$@"
. tests/lib.sh
suite=compiler
shift
TIMEOUT=${COMPILER_TIMEOUT:-900}
few='proplists queue maps gb_sets rec_env digraph inet_parse application_starter'
root=$(erl -noshell -eval 'io:format("~s", [code:root_dir()]), halt().')
kept=build/compiler
work=$build/compiler
mkdir -p "$kept" "$work"

beams() { # prints the BEAM files of the three applications
    for application in kernel stdlib compiler; do
        ls "$root"/lib/$application-*/ebin/*.beam
    done
}

# Sees to it that $kept has the programs, and the forms of every module.
prepare() {
    for program in forms recompile; do
        [ "$kept/$program.beam" -nt "tests/compiler/$program.erl" ] ||
            erlc -o "$kept" "tests/compiler/$program.erl" || exit 2
    done
    if [ ! "$kept/forms.done" -nt "$kept/forms.beam" ] || [ ! "$kept/forms.done" -nt "$root" ]; then
        # shellcheck disable=SC2046 # a word a file
        erl -noshell -pa "$kept" -run forms main "$kept" $(beams) -s init stop && touch "$kept/forms.done"
    fi
}

# The part of FILE about MODULE.
about() { # MODULE FILE
    awk -v head="== $1" '/^== / { inside = $0 == head } inside' "$2"
}

# What Erlang/OTP makes of the modules, each in $kept/MODULE.out.
ask_erl() { # MODULE...
    unknown=
    for module in "$@"; do
        [ "$kept/$module.out" -nt "$kept/$module.forms" ] || unknown="$unknown $module"
    done
    [ -n "$unknown" ] || return
    for module in $unknown; do cat "$kept/$module.forms"; done |
        erl -noshell -pa "$kept" -run recompile main -s init stop >"$kept/erl.out"
    for module in $unknown; do about "$module" "$kept/erl.out" >"$kept/$module.out"; done
}

prepare
case "$*" in
'') set -- $few ;;
all) set -- $(beams | sed 's,.*/,,; s,\.beam$,,') ;;
esac
ask_erl "$@"
for module in "$@"; do cat "$kept/$module.forms"; done >"$work/input"
status=0
timeout -s KILL "$TIMEOUT" "$build/bin/tick-run" --otp "$root" "$kept/recompile.beam" \
    <"$work/input" >"$work/output" 2>"$work/error" || status=$?
for module in "$@"; do
    about "$module" "$work/output" >"$work/module"
    if [ -s "$kept/$module.out" ] && difference=$(same "$kept/$module.out" "$work/module"); then
        pass "$module"
    else
        fail "$module: status $status" "$(printf '%s\n' "$difference"; tail -n 4 "$work/error")"
    fi
done
echo "$passed of $# modules compiled the same"
finish
