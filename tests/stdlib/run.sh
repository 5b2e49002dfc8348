#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Runs the modules of stdlib/ on Erlang/OTP beside OTP's own and compares results and exceptions.
# Every module is assembled under the name tick_NAME; calls among them follow, calls of functions that are
# builtins in both machines stay, and the builtins that only Tick has come from tick.erl in this folder.
#
#     tests/stdlib/run.sh [BIN_DIR [MODULE...]]     BIN_DIR holds tick-asm (default: build/bin)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
bin=$(cd "${1:-$root/build/bin}" && pwd)
[ $# -eq 0 ] || shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

names=
for file in "$root"/stdlib/*.tasm; do
    name=$(basename "$file" .tasm)
    case $name in tick_*) continue ;; esac          # what starts Tick itself has no counterpart
    names="$names $name"
    printf 's/\\b%s:\\([a-z]\\)/tick_%s:\\1/g\n' "$name" "$name"
    printf 's/^module  *%s$/module tick_%s/\n' "$name" "$name"
done >"$work/rename.sed"
cat >>"$work/rename.sed" <<'SED'
s,tick_lists:\(reverse/2\|member/2\|keyfind/3\|keymember/3\|keysearch/3\),lists:\1,
s,tick_maps:\(get/2\|find/2\|from_list/1\|from_keys/2\|is_key/2\|keys/1\|merge/2\|put/3\|remove/2\|take/2\|update/3\|values/1\),maps:\1,
s,tick_binary:\([a-z_]*/[1-4]\),binary:\1,
s,tick_unicode:\(characters_to_[a-z]*/[123]\|bin_is_7bit/1\),unicode:\1,
s,tick_ets:\([a-z_]*/[1-9]\|internal_request_all/0\),ets:\1,
s,erts_internal:map_to_list/1,tick:map_to_list/1,
s/x1, io_lib_\(read\|fields\), /x1, tick_io_lib_\1, /
SED
for part in "$root"/stdlib/*/*.tinc; do
    folder=$(basename "$(dirname "$part")")
    mkdir -p "$work/$folder"
    sed -f "$work/rename.sed" "$part" >"$work/$folder/$(basename "$part")"
done
for name in $names; do
    sed -f "$work/rename.sed" "$root/stdlib/$name.tasm" >"$work/tick_$name.tasm"
    "$bin/tick-asm" "$work/tick_$name.tasm" -o "$work/tick_$name.beam"
done
"$bin/tick-asm" "$root/stdlib/tick_device.tasm" -o "$work/tick_device.beam"       # io asks with it
erlc -o "$work" "$here"/*.erl
cd "$work"

# Beside each other on one machine.
erl -noinput -noshell -pa "$work" -run stdlib_test main "$@" -s init stop >"$work/beside" 2>&1 || true
sed '/passed, .* failed$/d' "$work/beside"
counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$work/beside")
passed=${counts% *}
failed=${counts#* }
[ -n "$counts" ] || { passed=0; failed=1; }

# The same program on two machines: each call's outcome is a line.
if [ -x "$bin/tick-run" ]; then
    mkdir alone
    cp stdlib_test.beam alone
    erl -noinput -noshell -pa "$work" -run stdlib_test main outcomes "$@" -s init stop >"$work/outcomes.otp" 2>&1 || true
    "$bin/tick" run "$work/alone/stdlib_test.beam" outcomes "$@" >"$work/outcomes.tick" 2>&1 || true
    total=$(wc -l <"$work/outcomes.otp")
    differ=$(diff "$work/outcomes.otp" "$work/outcomes.tick" | grep -c '^[<>]') || true
    echo "on Tick    $total calls, $differ lines differ"
    diff "$work/outcomes.otp" "$work/outcomes.tick" | cut -c 1-300 | head -n 20 || true
    [ "$differ" -le "$total" ] || differ=$total
    passed=$((passed + total - differ))
    failed=$((failed + differ))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
