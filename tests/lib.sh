# SPDX-License-Identifier: Apache-2.0
# What the test scripts share. Sourced, from the root of the project; $build is the folder of the variant.
#
# A suite calls pass or fail for each case and ends with finish, which prints "suite: N passed, N failed".
# TIMEOUT is the number of seconds that one case may take; SCHEDULERS lists the numbers of scheduler threads
# that each program is run with. ERL_CRASH_DUMP=/dev/null: a crash of erl shall leave nothing behind.

build=${1:-build}
suite=$(basename "$0" .sh | sed 's/^run_//')
TIMEOUT=${TIMEOUT:-60}
SCHEDULERS=${SCHEDULERS:-1 2}
export ERL_CRASH_DUMP=/dev/null
# Erlang/OTP reads the words of a command line as the locale says; a machine without one would see bytes.
export LC_ALL=C.UTF-8
# Sanitizers: a report ends the program with a status that no test expects. A size that no allocator gives is no report:
# the machine says itself what to do then.
export ASAN_OPTIONS="exitcode=99:allocator_may_return_null=1:detect_leaks=1:${ASAN_OPTIONS:-}"
export UBSAN_OPTIONS="exitcode=99:print_stacktrace=1:${UBSAN_OPTIONS:-}"
export TSAN_OPTIONS="exitcode=99:allocator_may_return_null=1:halt_on_error=1:${TSAN_OPTIONS:-}"

passed=0
failed=0

pass() { # NAME
    passed=$((passed + 1))
    [ -z "${VERBOSE:-}" ] || echo "ok   $1"
}

fail() { # NAME [DETAIL]
    failed=$((failed + 1))
    echo "FAIL $suite: $1"
    [ $# -lt 2 ] || printf '%s\n' "$2" | head -n "${DETAIL:-12}" | cut -c 1-200 | sed 's/^/     /'
}

finish() {
    echo "$suite: $passed passed, $failed failed"
    [ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
}

# The value of a "args: ..." or "status: ..." line among the comments that a program begins with.
header() { # KEY FILE
    sed -n "1,40s/^[;%]* *$1: *//p" "$2" | head -n 1
}

# The words that a program is to be called with; smaller numbers where each allocation collects.
arguments() { # FILE
    case $build in
    *stress-gc) words=$(header 'stress-gc args' "$1") ;;
    *) words= ;;
    esac
    echo "${words:-$(header args "$1")}"
}

# Runs a command with the time limit; standard output to FILE, standard error to FILE.err, status in $status.
limited() { # FILE COMMAND...
    out=$1
    shift
    status=0
    timeout -s KILL "$TIMEOUT" "$@" >"$out" 2>"$out.err" </dev/null || status=$?
    [ "$status" -ne 137 ] || echo "no end within $TIMEOUT s" >>"$out.err"
}

# For a suite that is one program, tests/SUITE/SUITE.erl: compiles it into the folder $work.
compile_program() {
    work=$build/$suite
    mkdir -p "$work"
    erlc -W0 -o "$work" "tests/$suite/$suite.erl" || exit 2
}

# Runs that program with ARG... under the seeds 1 to SEEDS: each of them passes, or the suite has failed.
under_seeds() { # SEEDS ARG...
    count=$1
    shift
    if log=$("$build/bin/tick-explore" --seeds "1..$count" --time "$TIMEOUT" --status 0 "$work/$suite.beam" "$@" 2>&1); then
        passed=$((passed + count))
    else
        fail "under a seed" "$log"
    fi
}

# Runs MODULE from FOLDER on Erlang/OTP as tick run would: main/1 with the words as strings, else main/0; text is
# UTF-8. Nothing is logged when a process crashes.
on_erl() { # FILE FOLDER MODULE [ARG...]
    out=$1 folder=$2 module=$3
    shift 3
    call="$module:main()"
    if [ $# -gt 0 ]; then
        call="$module:main(init:get_plain_arguments())"
    fi
    limited "$out" erl -noshell -kernel logger_level none -pa "$folder" -eval "
        io:setopts([{encoding, unicode}]),
        {_, Ref} = spawn_monitor(fun() -> $call end),
        receive
            {'DOWN', Ref, process, _, normal} -> halt();
            {'DOWN', Ref, process, _, Why} -> io:format(standard_error, \"~p~n\", [Why]), halt(1)
        end." -extra "$@"
}

same() { # EXPECTED GOT: prints the differences
    diff -U 0 "$1" "$2" | sed '1,2d;/^@@/d' && cmp -s "$1" "$2"
}
