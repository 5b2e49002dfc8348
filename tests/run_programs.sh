#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_programs.sh [BUILD [NAME...]]: runs the programs in examples/ and tests/programs/.
#
# NAME.tasm (or NAME.erl, compiled with erlc) is to print NAME.expected. Comments at the top of the program may say
#     args: WORD...    the arguments; PIPE stands for a new named pipe
#     options: WORD... options of tick-run; OTP stands for the folder of Erlang/OTP
#     status: N        the exit status, 0 unless said
#     stderr: TEXT     a text that standard error contains
#     erl: no          do not run it on Erlang/OTP
# The same BEAM file is also run on Erlang/OTP, when its exit status is to be 0.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
[ $# -eq 0 ] || shift
work=$build/programs
mkdir -p "$work"
rm -f "$work/pipe"
mkfifo "$work/pipe" || exit 2
otp=$(erl -noshell -eval 'io:put_chars(code:root_dir()), halt().')

run_program() { # SOURCE
    source=$1
    name=$(basename "${source%.*}")
    expected=${source%.*}.expected
    args=$(arguments "$source" | sed "s|\<PIPE\>|$(pwd)/$work/pipe|")
    options=$(header options "$source" | sed "s|\<OTP\>|$otp|g")
    want=$(header status "$source")
    message=$(header stderr "$source")
    case $source in
    *.tasm) set -- "$build/bin/tick-asm" "$source" -o "$work/$name.beam" ;;
    *) set -- erlc -W0 -o "$work" "$source" ;;
    esac
    if ! log=$("$@" 2>&1); then
        fail "$name is not compiled" "$log"
        return
    fi
    for schedulers in $SCHEDULERS; do
        # shellcheck disable=SC2086 # args and options are words
        limited "$work/$name.out" "$build/bin/tick-run" -S "$schedulers" $options "$work/$name.beam" $args
        check "$name on $schedulers schedulers"
    done
    if [ "${want:-0}" -eq 0 ] && [ "$(header erl "$source")" != no ] && [ -z "${NO_ERL:-}" ]; then
        # shellcheck disable=SC2086
        on_erl "$work/$name.erl.out" "$work" "$name" $args
        message=
        check "$name on Erlang/OTP"
    fi
}

check() { # LABEL: compares what limited left
    if [ "$status" -ne "${want:-0}" ]; then
        fail "$1: status $status instead of ${want:-0}" "$(cat "$out.err"; same "$expected" "$out")"
    elif ! difference=$(same "$expected" "$out"); then
        fail "$1" "$difference"
    elif [ -n "$message" ] && ! grep -qF -- "$message" "$out.err"; then
        fail "$1: standard error does not say: $message" "$(cat "$out.err")"
    else
        pass "$1"
    fi
}

for expected in examples/*.expected tests/programs/*.expected; do
    [ -e "$expected" ] || continue
    base=${expected%.expected}
    if [ $# -gt 0 ]; then
        case " $* " in *" $(basename "$base") "*) ;; *) continue ;; esac
    fi
    if [ -e "$base.tasm" ]; then run_program "$base.tasm"; else run_program "$base.erl"; fi
done
finish
