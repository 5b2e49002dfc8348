%% SPDX-License-Identifier: Apache-2.0
%% Bit syntax: construction.
-module(bits_make).
-export([main/0]).
-import(show, [value/2, each/3, id/1, result/2]).

main() ->
    N = id(16#1234), B = id(<<"bin">>),
    value("sizes", [<<N:8>>, <<N:16>>, <<N:32>>, <<N:16/little>>, <<N:12>>, <<N:3>>]),
    value("negative", [<<(id(-1)):8>>, <<(id(-2)):16/little>>, <<(id(-300)):64>>]),
    value("big", [<<(id(1 bsl 90 + 5)):100>>, <<(id(1 bsl 70)):80/little>>]),
    value("binary", [<<B/binary>>, <<B/binary, B/binary>>, <<1, B/binary, 2>>, <<B:2/binary>>]),
    value("float", [<<(id(1.5))/float>>, <<(id(1.5)):32/float>>, <<(id(3)):64/float>>, <<(id(1.5)):64/float-little>>]),
    value("utf", [<<(id($a))/utf8>>, <<(id(8364))/utf8>>, <<(id(8364))/utf16>>, <<(id(8364))/utf32>>]),
    value("variable", begin S = id(24), <<N:S>> end),
    value("comprehension", << <<(X * 2)>> || X <- [1, 2, 3] >>),
    value("bits comprehension", << <<X:3>> || X <- [1, 2, 3] >>),
    value("binary to binary", << <<(X bxor 32)>> || <<X>> <= <<"Hello">> >>),
    value("append", append(50, <<>>)),
    value("bitstring", begin Bits = <<1:1, 0:1, 1:1>>, <<Bits/bitstring, Bits/bitstring>> end),
    value("round trip", begin <<A:5, C:11, D:8>> = id(<<3:5, 1000:11, 77:8>>), [A, C, D] end),
    result("not an integer", fun() -> <<(id(a)):8>> end),
    result("not a binary", fun() -> <<(id(5))/binary>> end),
    result("negative size", fun() -> S2 = id(-1), <<5:S2>> end),
    result("too short", fun() -> <<(id(<<"ab">>)):5/binary>> end),
    result("bad code point", fun() -> <<(id(16#d800))/utf8>> end),
    value("checksum", lists:foldl(fun(X, S3) -> (S3 * 31 + X) rem 65521 end, 7, binary_to_list(<< <<X:16>> || X <- lists:seq(1, 500) >>))),
    value("hex", hex(<<"Tick">>)).

append(0, B) -> B;
append(N, B) -> append(N - 1, <<B/binary, N>>).

hex(B) -> << <<(digit(D))>> || <<D:4>> <= B >>.
digit(D) when D < 10 -> $0 + D;
digit(D) -> $a + D - 10.
