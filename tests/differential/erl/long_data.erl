%% SPDX-License-Identifier: Apache-2.0
%% Builtins on data that is long enough for many slices, and lies in memory in odd ways.
-module(long_data).
-export([main/0]).
-import(show, [value/2, result/2]).

-define(SIZE, 150000).

main() ->
    Bytes = bytes(?SIZE),
    Shifted = [shifted(Bytes, Bits) || Bits <- [0, 1, 3, 7, 8]],
    lists(Bytes, Shifted).

%% Bytes with no short period.
bytes(Count) -> list_to_binary(numbers(Count, 1, [])).

numbers(0, _, Numbers) -> Numbers;
numbers(Count, Last, Numbers) -> numbers(Count - 1, (Last * 75 + 74) rem 65537, [Last band 255 | Numbers]).

%% The same bytes, from another bit on.
shifted(Bytes, Bits) ->
    <<_:Bits, Shifted/binary>> = <<0:Bits, Bytes/binary>>,
    Shifted.

hash(Term) -> erlang:phash2(Term).

lists(Bytes, Shifted) ->
    List = binary_to_list(Bytes),
    value("binary_to_list", [hash(binary_to_list(Binary)) || Binary <- Shifted]),
    value("of a part", [hash(binary_to_list(Binary, 3, ?SIZE - 2)) || Binary <- Shifted]),
    value("bitstring_to_list", [hash(bitstring_to_list(<<Binary/binary, 5:3>>)) || Binary <- Shifted]),
    value("of few bytes", [binary_to_list(Binary, 5, 8) || Binary <- Shifted]),
    value("reverse", [hash(lists:reverse(List)), hash(lists:reverse(List, tail)), lists:reverse(lists:reverse(List)) =:= List]),
    value("append", [hash(List ++ [1]), hash(List ++ tail), (List ++ []) =:= List]),
    result("reverse of no list", fun() -> lists:reverse(List ++ tail) end),
    result("append to no list", fun() -> (List ++ tail) ++ [] end).
