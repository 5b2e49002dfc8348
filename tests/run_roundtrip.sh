#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# run_roundtrip.sh [BUILD [all]]: BEAM files through tick-dis and tick-asm: each has to come back as it was, byte for
# byte. The files are those of Erlang/OTP's stdlib and some of Elixir's; "all": every one that the packages of both
# installed, and those below the folders that FOLDERS names. Then the text that tick-dis prints without --all is
# assembled for each module of stdlib, and Erlang/OTP loads what comes of it; "all": functions of stdlib are called on
# Erlang/OTP as it is and on Tick with these files.
set -u
cd "$(dirname "$0")/.." || exit 2
. tests/lib.sh
which=${2:-some}
bin=$(cd "$build/bin" && pwd) || exit 2
work=$build/roundtrip
CALLS=${CALLS:-20000}

command -v erl >/dev/null 2>&1 || { echo "roundtrip: skipped, there is no erl"; exit 0; }
rm -rf "$work"
mkdir -p "$work/same" "$work/plain"
root=$(erl -noinput -eval 'io:put_chars(code:root_dir()), halt().')
stdlib=$(echo "$root"/lib/stdlib-*/ebin)
elixir=
for folder in /usr/lib/elixir /usr/local/lib/elixir; do
    [ ! -d "$folder" ] || elixir=$folder
done

list() {
    if [ "$which" = all ]; then
        # shellcheck disable=SC2086 # several folders
        find "$root/" ${elixir:+"$elixir/"} ${FOLDERS:-} -name '*.beam' | sort
    else
        ls "$stdlib"/*.beam
        [ -z "$elixir" ] || find "$elixir/" -name '*.beam' | sort | head -n 50
    fi
}

# A file may be compressed as a whole; what is compared is what it unpacks to.
cat >"$work/one.sh" <<'END'
bin=$1 to=$2 file=$3
name=$to/$(basename "$file" .beam).$$
if ! "$bin/tick-dis" --all "$file" -o "$name.tasm" 2>"$name.err" ||
    ! "$bin/tick-asm" "$name.tasm" -o "$name.beam" 2>"$name.err"; then
    echo "FAIL $file: $(head -n 1 "$name.err")"
elif cmp -s "$file" "$name.beam" || gzip -dc "$file" 2>"$name.err" | cmp -s - "$name.beam"; then
    echo "same $file"
else
    echo "FAIL $file is another file: $(cmp "$file" "$name.beam" 2>&1)"
fi
rm -f "$name".*
END

list >"$work/files"
xargs -d '\n' -P 2 -n 1 sh "$work/one.sh" "$bin" "$work/same" <"$work/files" >"$work/results"
passed=$(grep -c '^same ' "$work/results")
grep '^FAIL ' "$work/results" >"$work/failures"
while read -r _ line; do
    fail "$line"
done <"$work/failures"
total=$(wc -l <"$work/files")
[ $((passed + failed)) -eq "$total" ] || fail "$((passed + failed)) results for $total files"
echo "roundtrip: $passed of $total files came back byte for byte"

# Only what the machine runs: a file of its own, which Erlang/OTP has to take in place of the one it has.
for file in "$stdlib"/*.beam; do
    name=$work/plain/$(basename "$file" .beam)
    "$bin/tick-dis" "$file" -o "$name.tasm" && "$bin/tick-asm" "$name.tasm" -o "$name.beam" ||
        fail "$file without --all"
done
limited "$work/loaded" erl -noinput -eval '
    [Folder] = init:get_plain_arguments(),
    Same = fun(Old, File) ->
        {ok, Module, Chunks} = beam_lib:all_chunks(File),
        {ok, Module, OldChunks} = beam_lib:all_chunks(Old),
        [Id || {Id, Data} <- OldChunks, lists:member(Id, ["AtU8", "Code", "StrT", "ImpT", "ExpT", "LocT", "FunT", "LitT",
                                                          "Line", "Type", "Attr"]),
               {Id, Data} =/= lists:keyfind(Id, 1, Chunks)]
    end,
    [begin
        Module = list_to_atom(filename:basename(File, ".beam")),
        Differ = Same(code:which(Module), File),
        code:unstick_mod(Module),
        code:purge(Module),
        {module, Module} = code:load_abs(filename:rootname(File)),
        io:format("~s ~s ~p~n", [Module, case code:which(Module) of File -> loaded; _ -> "not loaded" end, Differ])
     end || File <- filelib:wildcard(filename:join(Folder, "*.beam"))],
    halt().' -extra "$(cd "$work/plain" && pwd)"
good=$(grep -c ' loaded \[\]$' "$work/loaded")
if [ "$status" -eq 0 ] && [ "$good" -eq "$(ls "$work"/plain/*.beam | wc -l)" ]; then
    pass "Erlang/OTP loads $good files"
    echo "roundtrip: Erlang/OTP loads $good modules of stdlib"
else
    fail "Erlang/OTP does not load all files" "$(grep -v ' loaded \[\]$' "$work/loaded"; cat "$work/loaded.err")"
fi

# On Tick alone: Erlang/OTP has its own files, so both halves of the trip would have to err in the same way.
if [ "$which" = all ]; then
    if STDLIB=$work/plain tests/functions/run.sh "$bin" "$CALLS" >"$work/calls" 2>&1; then
        pass "calls"
    else
        fail "calls of functions" "$(cat "$work/calls")"
    fi
    sed -n 's/^functions: /roundtrip: /p' "$work/calls"
fi
finish
