#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# run.sh: measures erl and Tick with the same BEAM files, alternating, and prints medians and ratios.
#
# ROUNDS (default 5) is how often everything is run; ROWS, when set, the names of the programs to run; BUILD the folder of
# the build. A program of cpu/ or concurrency/ prints the microseconds of its inner part; what is in whole/ is measured
# from outside. Ratios are Tick / erl: below 1 Tick is faster, or smaller. Builtins on small data are also measured in a build of
# Tick whose builtins never trap (VARIANT=no-trap, made here): what giving up the processor costs where nobody does.
set -u
cd "$(dirname "$0")/.." || exit 2
ROUNDS=${ROUNDS:-5}
BUILD=${BUILD:-build}
work=build/bench
export ERL_CRASH_DUMP=/dev/null
mkdir -p "$work"
erlc -W0 -o "$work" bench/*.erl bench/*/*.erl || exit 2

on_erl() { # SCHEDULERS MODULE
    timeout -s KILL 120 erl +S "$1" -noshell -pa "$work" -s "$2" main -s erlang halt
}

on_tick() { # SCHEDULERS MODULE
    timeout -s KILL 120 "$BUILD/bin/tick-run" -S "$1" "$work/$2.beam"
}

median() { # FILE
    sort -n "$1" | awk '{ value[NR] = $1 } END { if (NR) print NR % 2 ? value[(NR + 1) / 2] : (value[NR / 2] + value[NR / 2 + 1]) / 2; else print "nan" }'
}

wanted() { # MODULE
    [ -z "${ROWS:-}" ] || case " $ROWS " in *" $1 "*) ;; *) return 1 ;; esac
}

# Runs every program of a folder ROUNDS times on both machines and prints a row for each.
table() { # FOLDER TITLE
    modules=
    for source in bench/"$1"/*.erl; do
        module=$(basename "$source" .erl)
        ! wanted "$module" || modules="$modules $module"
    done
    [ -n "$modules" ] || return
    for module in $modules; do
        : >"$work/$module.erl.us"
        : >"$work/$module.tick.us"
    done
    for _ in $(seq "$ROUNDS"); do
        for module in $modules; do
            on_erl 1 "$module" >>"$work/$module.erl.us"
            on_tick 1 "$module" >>"$work/$module.tick.us"
        done
    done
    printf '\n%-28s %10s %10s %8s\n' "$2" 'erl ms' 'tick ms' ratio
    for module in $modules; do
        printf '%s %s %s\n' "$module" "$(median "$work/$module.erl.us")" "$(median "$work/$module.tick.us")"
    done | awk '{ printf "%-28s %10.1f %10.1f %8.2f\n", $1, $2 / 1000, $3 / 1000, $3 / $2; sum += log($3 / $2) }
                END { printf "%-28s %10s %10s %8.2f\n", "geometric mean", "", "", exp(sum / NR) }'
}

# Resident bytes for each of 200,000 waiting processes: the program says `before` and `after`, we read the memory.
idle_bytes() { # COMMAND...
    fifo=$work/idle.fifo
    rm -f "$fifo"
    mkfifo "$fifo"
    "$@" >"$fifo" &
    pid=$!
    {
        read -r _ && sleep 0.7 && before=$(resident "$pid")
        read -r _ && sleep 0.7 && after=$(resident "$pid")
    } <"$fifo"
    kill "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
    rm -f "$fifo"
    echo $(((after - before) / 200000))
}

resident() { # PID
    awk -v page="$(getconf PAGESIZE)" '{ printf "%d\n", $2 * page }' "/proc/$1/statm"
}

row() { # NAME UNIT ERL TICK
    awk -v name="$1" -v unit="$2" -v erl="$3" -v tick="$4" \
        'BEGIN { printf "%-28s %10.1f %10.1f %8.2f\n", name " (" unit ")", erl, tick, tick / erl }'
}

# One program that measures many calls: each round it prints the microseconds of each row.
builtins() {
    wanted builtins || return 0
    for machine in erl tick; do
        : >"$work/builtins.$machine.lines"
    done
    for round in $(seq "$ROUNDS"); do
        for machine in erl tick; do
            on_$machine 1 builtins >>"$work/builtins.$machine.lines"
        done
    done
    printf '\n%-28s %10s %10s %8s\n' 'Builtins on large data' 'erl ms' 'tick ms' ratio
    for name in $(awk '!seen[$1]++ { print $1 }' "$work/builtins.erl.lines"); do
        for machine in erl tick; do
            awk -v name="$name" '$1 == name { print $2 / 1000 }' "$work/builtins.$machine.lines" >"$work/$name.$machine.ms"
        done
        printf '%s %s %s\n' "$name" "$(median "$work/$name.erl.ms")" "$(median "$work/$name.tick.ms")"
    done | awk '{ erl = $2 > 0 ? $2 : 0.001; tick = $3 > 0 ? $3 : 0.001
                  printf "%-28s %10.2f %10.2f %8.2f\n", $1, erl, tick, tick / erl; sum += log(tick / erl) }
                END { printf "%-28s %10s %10s %8.2f\n", "geometric mean", "", "", exp(sum / NR) }'
}

on_no_trap() { # SCHEDULERS MODULE
    timeout -s KILL 120 build/no-trap/bin/tick-run -S "$1" "$work/$2.beam"
}

# The same rows on small data, and what they cost in a Tick that never traps.
small_builtins() {
    wanted small_builtins || return 0
    make --no-print-directory VARIANT=no-trap tick-run stdlib >"$work/no-trap.log" || { cat "$work/no-trap.log"; return 1; }
    for machine in erl tick no_trap; do
        : >"$work/small.$machine.lines"
    done
    for _ in $(seq "$ROUNDS"); do
        for machine in erl tick no_trap; do
            on_$machine 1 small_builtins >>"$work/small.$machine.lines"
        done
    done
    printf '\n%-28s %10s %10s %8s %12s %8s\n' 'Builtins on small data' 'erl ns' 'tick ns' ratio 'no trap ns' ratio
    for name in $(awk '!seen[$1]++ { print $1 }' "$work/small.erl.lines"); do
        for machine in erl tick no_trap; do
            awk -v name="$name" '$1 == name { print $2 }' "$work/small.$machine.lines" >"$work/small.$machine.ns"
        done
        printf '%s %s %s %s\n' "$name" "$(median "$work/small.erl.ns")" "$(median "$work/small.tick.ns")" "$(median "$work/small.no_trap.ns")"
    done | awk '{ erl = $2 > 0 ? $2 : 0.1; tick = $3 > 0 ? $3 : 0.1; none = $4 > 0 ? $4 : 0.1
                  printf "%-28s %10.1f %10.1f %8.2f %12.1f %8.3f\n", $1, erl, tick, tick / erl, none, tick / none
                  all += log(tick / erl); trap += log(tick / none) }
                END { printf "%-28s %10s %10s %8.2f %12s %8.3f\n", "geometric mean", "", "", exp(all / NR), "", exp(trap / NR) }'
}

whole() {
    wanted idle || wanted hello || return
    printf '\n%-28s %10s %10s %8s\n' 'Whole machine' erl tick ratio
    if wanted idle; then
        row 'idle process' bytes "$(idle_bytes erl +S 1 -noshell -pa "$work" -s idle main)" \
            "$(idle_bytes "$BUILD/bin/tick-run" -S 1 "$work/idle.beam")"
    fi
    wanted hello || return 0
    : >"$work/hello.erl.both"
    : >"$work/hello.tick.both"
    for _ in $(seq $((ROUNDS * 4))); do
        build/measure erl +S 1 -noshell -pa "$work" -s hello main -s erlang halt >>"$work/hello.erl.both"
        build/measure "$BUILD/bin/tick-run" -S 1 "$work/hello.beam" >>"$work/hello.tick.both"
    done
    for machine in erl tick; do
        cut -d ' ' -f 1 "$work/hello.$machine.both" >"$work/hello.$machine.us"
        cut -d ' ' -f 2 "$work/hello.$machine.both" >"$work/hello.$machine.kb"
    done
    row 'start and stop' us "$(median "$work/hello.erl.us")" "$(median "$work/hello.tick.us")"
    row 'memory of hello' kB "$(median "$work/hello.erl.kb")" "$(median "$work/hello.tick.kb")"
}

# A long program of many modules: OTP's compiler at work, from the abstract code that tests/compiler takes out of files.
compiling() {
    wanted compiling || return 0
    modules='array beam_jump compile file gb_trees gen_statem io_lib_pretty lists'
    # shellcheck disable=SC2086 # a word a module
    tests/compiler/run.sh "$BUILD/bin" $modules >"$work/compiling.log" || { cat "$work/compiling.log"; return 1; }
    for module in $modules; do cat "build/compiler/$module.forms"; done >"$work/forms"
    root=$(erl -noshell -eval 'io:format("~s", [code:root_dir()]), halt().')
    : >"$work/compiling.erl.both"
    : >"$work/compiling.tick.both"
    for _ in $(seq "$ROUNDS"); do
        build/measure sh -c "exec erl +S 1 -noshell -pa build/compiler -run recompile main -s init stop <$work/forms" \
            >>"$work/compiling.erl.both"
        build/measure sh -c "exec $BUILD/bin/tick-run -S 1 --otp $root build/compiler/recompile.beam <$work/forms" \
            >>"$work/compiling.tick.both"
    done
    printf '\n%-28s %10s %10s %8s\n' "OTP's compiler" erl tick ratio
    for machine in erl tick; do
        cut -d ' ' -f 1 "$work/compiling.$machine.both" | awk '{ print $1 / 1000 }' >"$work/compiling.$machine.ms"
        cut -d ' ' -f 2 "$work/compiling.$machine.both" | awk '{ print $1 / 1024 }' >"$work/compiling.$machine.mb"
    done
    row 'eight modules' ms "$(median "$work/compiling.erl.ms")" "$(median "$work/compiling.tick.ms")"
    row 'memory at most' MB "$(median "$work/compiling.erl.mb")" "$(median "$work/compiling.tick.mb")"
}

# Lines a second over the text of every module of Erlang/OTP, a program for each. What it costs to start that is taken off.
assembling() {
    wanted assembling || return 0
    mkdir -p "$work/text"
    find "$(erl -noshell -eval 'io:format("~s", [code:root_dir()]), halt().')/" -name '*.beam' >"$work/beams"
    while read -r file; do
        "$BUILD/bin/tick-dis" "$file" -o "$work/text/$(basename "$file" .beam).tasm" && echo "$file" "$work/text/$(basename "$file" .beam).tasm"
    done <"$work/beams" >"$work/texts"
    lines=$(cut -d ' ' -f 2 "$work/texts" | xargs cat | wc -l)
    for what in start dis asm; do
        : >"$work/$what.us"
    done
    for _ in $(seq "$ROUNDS"); do
        each_text "$BUILD/bin/tick-asm --version" >>"$work/start.us"
        each_text "$BUILD/bin/tick-dis \$beam -o $work/again" >>"$work/dis.us"
        each_text "$BUILD/bin/tick-asm -W none \$text -o $work/again" >>"$work/asm.us"
    done
    printf '\n%-28s %10s\n' "$lines lines of assembly" 'lines/s'
    for what in dis asm; do
        awk -v name="tick-$what" -v lines="$lines" -v start="$(median "$work/start.us")" -v all="$(median "$work/$what.us")" \
            'BEGIN { printf "%-28s %10d\n", name, lines / (all - start) * 1000000 }'
    done
}

each_text() { # COMMAND: with $beam and $text in it
    build/measure sh -c "while read -r beam text; do $1; done <$work/texts" | cut -d ' ' -f 1
}

# One scheduler against two: how much faster is each machine with the second one?
scaling() {
    wanted independent || wanted sixteen_pairs || return
    printf '\n%-28s %10s %10s %8s\n' 'One and two schedulers' '1: ms' '2: ms' speed-up
    for module in independent sixteen_pairs; do
        wanted "$module" || continue
        for machine in erl tick; do
            : >"$work/$module.$machine.1"
            : >"$work/$module.$machine.2"
        done
        for _ in $(seq "$ROUNDS"); do
            for machine in erl tick; do
                for schedulers in 1 2; do
                    on_$machine "$schedulers" "$module" >>"$work/$module.$machine.$schedulers"
                done
            done
        done
        for machine in erl tick; do
            printf '%s %s %s\n' "$module, $machine" "$(median "$work/$module.$machine.1")" "$(median "$work/$module.$machine.2")" |
                awk '{ printf "%-28s %10.1f %10.1f %8.2f\n", $1 " " $2, $3 / 1000, $4 / 1000, $3 / $4 }'
        done
    done
}

# How late a process is woken that asks for it every millisecond, while others work beside it on the one scheduler: see lateness.erl.
lateness() {
    modules=
    for source in bench/latency/*.erl; do
        module=$(basename "$source" .erl)
        ! wanted "$module" || modules="$modules $module"
    done
    [ -n "$modules" ] || return 0
    printf '\n%-28s %10s %10s %8s\n' 'Woken late by' 'erl ms' 'tick ms' ratio
    for module in $modules; do
        : >"$work/$module.erl.late"
        : >"$work/$module.tick.late"
        for _ in $(seq "$ROUNDS"); do
            on_erl 1 "$module" >>"$work/$module.erl.late"
            on_tick 1 "$module" >>"$work/$module.tick.late"
        done
        column=1
        for what in median '99 of 100' maximum; do
            for machine in erl tick; do
                cut -d ' ' -f "$column" "$work/$module.$machine.late" >"$work/$module.$machine.us"
            done
            printf '%s %s\n' "$(median "$work/$module.erl.us")" "$(median "$work/$module.tick.us")" |
                awk -v name="$module, $what" '{ printf "%-28s %10.2f %10.2f %8.2f\n", name, $1 / 1000, $2 / 1000, $2 / $1 }'
            column=$((column + 1))
        done
    done
}

echo "Tick and Erlang/OTP $(erl -noshell -eval 'io:format("~s", [erlang:system_info(otp_release)]), halt().'), medians of $ROUNDS rounds"
table cpu 'Computing, one scheduler'
table concurrency 'Processes, one scheduler'
lateness
builtins
small_builtins
whole
compiling
assembling
scaling
