#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_large.sh [BUILD]: sources that are larger or deeper than anybody writes. Each is made here, goes through tick-asm
# and tick-dis and back, and is run by Tick and by Erlang/OTP; or there is an error that says what is too much.
#
# Time has to be linear in the size, and so has memory. What is quadratic takes minutes or gigabytes here, and the limits
# are far from what is needed: 60 seconds, and as many bytes for each byte of the text as stands in $memory. Memory is
# looked at in ordinary builds alone; others are slow, and get smaller sources.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
case $build in
build | */gcc) n=100000 bytes=10000000 memory=40 ;;
*) n=5000 bytes=500000 memory= ;;
esac
work=$build/large
bin=$(cd "$build/bin" && pwd) || exit 2
measure=$(pwd)/build/measure
rm -rf "$work"
mkdir -p "$work" && cd "$work" || exit 2

# ---- sources ----

main() { # NAME: a module whose main/0 follows
    printf 'module %s\nexport main/0\nfun main/0\n' "$1"
}

each() { # FORMAT: a line for each number I, with I wherever there is a %d
    seq "$n" | awk -v format="$1\n" '{ printf format, $1, $1, $1 }'
}

chain() { # FORMAT: the same with I and I - 1
    seq "$n" | awk -v format="$1\n" '{ printf format, $1, $1 - 1 }'
}

many() { # COUNT CHARACTER
    head -c "$1" /dev/zero | tr '\0' "$2"
}

# Sources that are sound: main/0 returns what stands behind the name.
cat >sound <<END
labels $n
backwards done
select $n
functions done
funs {false,true}
text $bytes
bytes $bytes
integer true
nested 1000
list $((bytes / 8))
atoms atom$n
literals {$n,literal}
lines done
frames {$n,[kept]}
heap 2
fields $((n + 2))
parameters $n
END

{ main labels && each '.l%d: move %d, x0' && echo return; } >labels.tasm

{
    main backwards
    echo "jump .l$n" && echo '.l0: move done, x0' && echo return
    chain '.l%d: jump .l%d'
} >backwards.tasm

{
    main select
    printf 'allocate 0, 0\nmove %d, x0\ncall_ext erlang:integer_to_list/1\ncall_ext erlang:list_to_integer/1\n' "$n"
    printf 'deallocate 0\nselect_val x0, .func_info, [' && each '%d => .l%d,' && echo '0 => .func_info]'
    each '.l%d: move %d, x0 
 return'
} >select.tasm

{
    main functions
    echo "call_only f$n/0" && printf 'fun f0/0\nmove done, x0\nreturn\n'
    chain 'fun f%d/0\ncall_only f%d/0'
} >functions.tasm

{
    main funs
    echo 'test_heap _, 0' && printf 'make_fun3 fun/0, x1, []\nmove 0, x0\nreturn\nend\n'
    each 'make_fun3 fun/0, x0, []\nmove %d, x0\nreturn\nend'
    echo 'bif2 -, erlang:'"'=:='"'/2, x0, x1, x2' && echo 'bif1 -, erlang:is_function/1, x0, x3'
    echo 'test_heap _, 4' && echo 'put_tuple2 x0, [x2, x3]' && echo return
} >funs.tasm

{ main text && printf 'move "' && many "$bytes" a && echo '", x0' && echo 'gc_bif1 -, 1, erlang:length/1, x0, x0' && echo return; } >text.tasm

{ main bytes && printf 'move <<"' && many "$bytes" a && echo '">>, x0' && echo 'gc_bif1 -, 1, erlang:byte_size/1, x0, x0' && echo return; } >bytes.tasm

# A number of n digits, all 9: one more has a digit more.
{
    main integer
    printf 'move ' && many "$n" 9 && echo ', x0' && printf 'move 1' && many "$n" 0 && echo ', x1'
    echo "gc_bif2 -, 2, erlang:'+'/2, x0, 1, x0" && echo "bif2 -, erlang:'=:='/2, x0, x1, x0" && echo return
} >integer.tasm

{
    main nested
    printf 'move ' && many 1000 '[' && many 1000 ']' && echo ', x0' && echo 'move 0, x1'
    echo '.next: gc_bif2 -, _, erlang:'"'+'"'/2, x1, 1, x1' && echo 'is_nonempty_list .done, x0'
    echo 'get_hd x0, x0' && echo 'jump .next' && echo '.done: move x1, x0' && echo return
} >nested.tasm

{ main list && printf 'move [' && seq -s , $((bytes / 8)) && echo '], x0' && echo 'gc_bif1 -, 1, erlang:length/1, x0, x0' && echo return; } >list.tasm

{ main atoms && each 'move atom%d, x0' && echo return; } >atoms.tasm

{ main literals && each 'move {%d, literal}, x0' && echo return; } >literals.tasm

{ main lines && each 'line "source", %d\nmove done, x0' && echo return; } >lines.tasm

# Frames and heap needs for the assembler to compute, along a chain of jumps backwards.
{
    main frames
    echo 'allocate _, 0' && echo 'move [kept], y3' && echo 'move 0, x0' && echo "jump .l$n"
    echo '.l0: move y3, x1' && echo 'deallocate _' && echo 'test_heap _, _' && echo 'put_tuple2 x0, [x0, x1]' && echo return
    chain ".l%d: gc_bif2 -, _, erlang:'+'/2, x0, 1, x0\njump .l%d"
} >frames.tasm
{
    main heap
    echo 'move [], x0' && echo 'test_heap _, _' && echo "jump .l$n" && echo '.l0: get_tl x0, x0' && echo 'gc_bif1 -, _, erlang:length/1, x0, x0'
    echo "gc_bif2 -, _, erlang:'-'/2, x0, $((n - 3)), x0" && echo return
    chain '.l%d: put_list here, x0, x0\njump .l%d'
} >heap.tasm

# A record of n fields and a macro of n parameters, each of which is used.
{
    echo 'module fields' && echo 'export main/0' && printf 'record r, first' && seq "$n" | awk '{ printf ", k%d", $1 }' && echo
    printf 'fun main/0\nmove #r{first = 1' && seq "$n" | awk '{ printf ", k%d = %d", $1, $1 }' && echo '}, x0'
    each 'move #r.k%d, x0' && echo return
} >fields.tasm
{
    echo 'module parameters' && echo 'export main/0' && printf 'macro All P0' && seq "$n" | awk '{ printf ", P%d", $1 }' && echo
    echo 'move P0, x0' && each 'move P%d, x0' && echo end
    printf 'fun main/0\nAll 0' && seq "$n" | awk '{ printf ", %d", $1 }' && echo && echo return
} >parameters.tasm

# Sources with an error, whose name stands behind theirs. There may be one more that follows from it.
cat >refused <<END
nested_deeper term-too-deep
nested_still_deeper term-too-deep
include_chain nested-too-deep
include_itself nested-too-deep
macros too-many-uses
constants too-many-uses
records too-many-uses
macro_itself nested-too-deep
zeros unexpected
brackets term-too-deep
token module-not-first
endless heap-need-unknown
lost unwritten-register
END

for deeper in "nested_deeper 1001" "nested_still_deeper $n"; do
    depth=${deeper#* }
    { main m && printf 'move ' && many "$depth" '[' && many "$depth" ']' && echo ', x0' && echo return; } >"${deeper% *}.tasm"
done

mkdir files
seq 1000 | awk '{ print "include \"" $1 + 1 ".tinc\"" >"files/" $1 ".tinc"; close("files/" $1 ".tinc") }'
{ echo 'module m' && echo 'include "files/1.tinc"'; } >include_chain.tasm
{ echo 'module m' && echo 'include "include_itself.tasm"'; } >include_itself.tasm

{
    echo 'module m' && printf 'macro M0\nmove ok, x0\nend\n'
    seq 60 | awk '{ printf "macro M%d\nM%d\nM%d\nend\n", $1, $1 - 1, $1 - 1 }'
    printf 'fun f/0\nM60\nreturn\n'
} >macros.tasm
{
    echo 'module m' && echo 'define C0, ok'
    seq 90 | awk '{ printf "define C%d, C%d, C%d\n", $1, $1 - 1, $1 - 1 }'
    printf 'fun f/0\nmove [C90], x0\nreturn\n'
} >constants.tasm
{
    echo 'module m' && printf 'record r, first' && seq 10000 | awk '{ printf ", k%d", $1 }' && echo && echo 'fun f/0'
    seq 10000 | awk '{ printf "move #r{first = %d}, x0\n", $1 }' && echo return
} >records.tasm
printf 'module m\nmacro M A\nM {A, A}\nend\nfun f/0\nM ok\nreturn\n' >macro_itself.tasm

head -c "$bytes" /dev/zero >zeros.tasm
{ main m && printf 'move ' && many "$bytes" '{' ; } >brackets.tasm
many $((10 * bytes)) a >token.tasm
{
    main m
    echo 'move [], x0' && echo 'test_heap _, _' && echo "jump .l$n" && echo ".l0: put_list here, x0, x0" && echo "jump .l$n"
    chain '.l%d: jump .l%d'
} >endless.tasm

# The call is what takes the value, however far the way from there.
{
    main m
    echo 'allocate 0, 0' && echo 'move 1, x1' && echo 'call f/0' && echo "jump .l$n"
    echo '.l0: move x1, x0' && echo 'deallocate 0' && echo return
    chain '.l%d: jump .l%d'
    printf 'fun f/0\nmove ok, x0\nreturn\n'
} >lost.tasm

# ---- what comes of them ----

# Runs a command within the limits: fails unless it ends with WANTED. FOR is the text that memory is measured by.
within() { # WANTED FOR COMMAND...
    wanted=$1 for=$2
    shift 2
    limited used "$measure" "$@"
    kilobytes=$(cut -d ' ' -f 2 used)
    allowed=$((65536 + ${memory:-0} * $(wc -c <"$for") / 1024))
    if [ "$status" -ne "$wanted" ]; then
        fail "$(basename "$1") $for: status $status instead of $wanted" "$(cat used.err)"
    elif [ -n "$memory" ] && [ "$kilobytes" -gt "$allowed" ]; then
        fail "$(basename "$1") $for: $kilobytes kB of memory, $allowed are allowed"
    else
        return 0
    fi
    return 1
}

while read -r name result; do
    within 0 "$name.tasm" "$bin/tick-asm" "$name.tasm" -o "$name.beam" &&
        within 0 "$name.tasm" "$bin/tick-dis" --all "$name.beam" -o "$name.again.tasm" &&
        within 0 "$name.again.tasm" "$bin/tick-asm" "$name.again.tasm" -o "$name.again.beam" || continue
    limited out "$bin/tick-run" --print "$name.beam"
    if ! cmp -s "$name.beam" "$name.again.beam"; then
        fail "$name: another file comes back from tick-dis"
    elif [ "$(cat out)" != "$result" ]; then
        fail "$name: $result expected" "$(cat out out.err)"
    else
        pass "$name"
    fi
done <sound

while read -r name id; do
    within 2 "$name.tasm" "$bin/tick-asm" "$name.tasm" -o refused.beam || continue
    if [ "$(grep -c ' error: ' used.err)" -gt 2 ] || ! head -n 1 used.err | grep -q " error: .*\[$id\]$"; then
        fail "$name: an error [$id] expected" "$(grep ' error: ' used.err)"
    else
        pass "$name"
    fi
done <refused
if "$bin/tick-asm" lost.tasm -o refused.beam 2>&1 | grep -q '^lost.tasm:6:1: note: x registers do not outlive this call'; then
    pass "the place where a value is lost"
else
    fail "the place where a value is lost"
fi

if [ -z "${NO_ERL:-}" ] && command -v erl >where; then
    limited out erl -noinput -pa . -eval '
        {ok, Text} = file:read_file("sound"),
        [begin
            Result = unicode:characters_to_binary(io_lib:format("~w", [(binary_to_atom(Name)):main()])),
            Result =:= Wanted orelse io:format("~s: ~s~n", [Name, Result])
         end || Line <- binary:split(Text, <<"\n">>, [global, trim]), [Name, Wanted] <- [binary:split(Line, <<" ">>)]],
        halt().'
    if [ "$status" -eq 0 ] && [ ! -s out ]; then
        pass "on Erlang/OTP"
    else
        fail "on Erlang/OTP" "$(cat out out.err)"
    fi
fi
[ "$failed" -gt 0 ] || rm -rf "$work"
finish
