%% SPDX-License-Identifier: Apache-2.0
%% Builtins on data that is long enough for many slices, and lies in memory in odd ways.
-module(long_data).
-export([main/0]).
-import(show, [value/2, result/2]).

-define(SIZE, 150000).

main() ->
    Bytes = bytes(?SIZE),
    Shifted = [shifted(Bytes, Bits) || Bits <- [0, 1, 3, 7, 8]],
    lists(Bytes, Shifted),
    searching(Bytes, Shifted),
    hexadecimal(Shifted),
    io_data(Bytes, Shifted),
    hashing(Bytes, Shifted).

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

%% Patterns whose first byte is rare, frequent or all there is; which begin often and are never there.
searching(Bytes, Shifted) ->
    Same = binary:copy(<<"a">>, ?SIZE),
    Late = <<Same/binary, "xaab", Bytes/binary>>,
    Patterns = [<<"x">>, <<"xaab">>, <<"aaaaaaaaaaaaaaaaaaaaaaab">>, <<"ab">>, binary:copy(<<"a">>, 5000), binary:part(Bytes, ?SIZE, -20),
                <<Same/binary, "y">>],
    value("match", [binary:match(Late, Pattern) || Pattern <- Patterns]),
    value("match in a part", [binary:match(Late, Pattern, [{scope, {?SIZE - 2, ?SIZE}}]) || Pattern <- Patterns]),
    value("matches", [hash(binary:matches(Late, Pattern)) || Pattern <- Patterns]),
    value("of one byte", [hash(binary:matches(Binary, <<Byte>>)) || Binary <- Shifted, Byte <- [0, 77, 255]]),
    value("split", [hash(binary:split(Late, Pattern, [global])) || Pattern <- Patterns]),
    value("replace", [hash(binary:replace(Late, Pattern, <<"--">>, [global])) || Pattern <- Patterns]).

hexadecimal(Shifted) ->
    value("encode_hex", [hash(binary:encode_hex(Binary)) || Binary <- Shifted]),
    value("decode_hex", [hash(binary:decode_hex(shifted(binary:encode_hex(Binary), 3))) || Binary <- Shifted]),
    Digits = binary:copy(<<"aF09">>, 100000),
    value("of small letters", hash(binary:decode_hex(Digits))),
    [result(Label, fun() -> binary:decode_hex(Text) end)
     || {Label, Text} <- [{"no digit", <<Digits/binary, "0g">>}, {"half a byte", <<Digits/binary, "0">>}, {"no binary", [Digits]}]].

%% Bytes, binaries and lists in lists, one in another, at the heads and at the ends.
io_data(Bytes, Shifted) ->
    List = binary_to_list(Bytes),
    Deep = lists:foldl(fun(Byte, Data) -> [Data, Byte | <<"t">>] end, [], List),
    Pairs = [[Byte, [<<Byte, 1>>, [Byte]], [], Byte | <<"z">>] || Byte <- List],
    Data = [List, Shifted, [List | lists:nth(3, Shifted)], Deep, Pairs, [[List]] | hd(Shifted)],
    value("iolist_size", [iolist_size(D) || D <- [List, Shifted, Deep, Pairs, Data]]),
    value("iolist_to_binary", [hash(iolist_to_binary(D)) || D <- [List, Shifted, Deep, Pairs, Data]]),
    value("list_to_bitstring", [hash(list_to_bitstring([<<5:Bits>>, Pairs, List])) || Bits <- [0, 3, 8]]),
    value("sums", [{erlang:crc32(D), erlang:adler32(D), hash(erlang:md5(D))} || D <- [List, Shifted, Deep, Pairs, Data]]),
    value("characters", [hash(unicode:characters_to_list(D, latin1)) || D <- [List, Shifted, Deep, Pairs, Data]]),
    [result(Label, fun() -> iolist_to_binary(D) end)
     || {Label, D} <- [{"no byte", [List, 256]}, {"no list", [Pairs | 1]}, {"bits", [Pairs, <<1:1>>]}]].

%% The older hash, and sizes, of long terms of every kind.
hashing(Bytes, Shifted) ->
    List = binary_to_list(Bytes),
    Terms = [List, [x | List] ++ tail, [1000, -1 | List], list_to_tuple(List), list_to_tuple([Bytes, {} | Shifted]), Shifted,
             [<<Binary/binary, 5:3>> || Binary <- Shifted], [{I, [I, {I}, 1.5], <<I:24>>, "ab", -I, 1 bsl 70 + I} || I <- List],
             maps:from_list([{I, {I, [I]}} || I <- lists:seq(1, 20000)]), lists:foldl(fun(I, Deep) -> {[Deep], I} end, [], List)],
    value("phash", [erlang:phash(Term, 1 bsl 32) || Term <- Terms]),
    value("external_size", [erlang:external_size(Term) =:= byte_size(term_to_binary(Term)) || Term <- Terms]).
