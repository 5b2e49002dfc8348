#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Has Erlang/OTP evaluate the left sides of files of "Expression => Result" lines and prints the files with its
# results, to be compared with or to replace the old ones. Lines that begin with % stay as they are. Of results longer
# than 500 bytes the hash is given.
#
#     tests/unit/builtins/reference.sh tests/unit/builtins/lists.txt | diff tests/unit/builtins/lists.txt -
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cat > "$folder/reference.erl" <<'END'
-module(reference).
-export([main/0]).

main() ->
    io:setopts([{encoding, unicode}]),
    {ok, Files} = init:get_argument(files),
    [file(F) || F <- lists:append(Files)],
    halt().

file(Name) ->
    {ok, Bytes} = file:read_file(Name),
    Lines = string:split(string:trim(unicode:characters_to_list(Bytes), trailing, "\n"), "\n", all),
    [line(L) || L <- Lines].

line("") -> io:nl();
line("%" ++ _ = Line) -> io:format("~ts~n", [Line]);
line(Line) ->
    [Left | _] = string:split(Line, " => "),
    io:format("~ts => ~ts~n", [Left, evaluate(Left)]).

evaluate(Text) ->
    {ok, Tokens, _} = erl_scan:string(Text ++ "."),
    {ok, [{call, _, {remote, _, {atom, _, M}, {atom, _, F}}, Args}]} = erl_parse:parse_exprs(Tokens),
    Values = [element(2, erl_eval:expr(A, [])) || A <- Args],
    try apply(M, F, Values) of
        Value -> shortened(Value, unicode:characters_to_binary(io_lib:format("~0tp", [Value])))
    catch
        Class:Reason -> io_lib:format("~p:~0tp", [Class, Reason])
    end.

%% Of a long result its hash is enough.
shortened(Value, Text) when byte_size(Text) > 500 ->
    "phash2:" ++ integer_to_list(erlang:phash2(Value));
shortened(_, Text) -> Text.
END
(cd "$folder" && erlc reference.erl)
erl -noshell -pa "$folder" -files "$@" -s reference main
