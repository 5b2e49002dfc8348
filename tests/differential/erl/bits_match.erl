%% SPDX-License-Identifier: Apache-2.0
%% Bit syntax: matching.
-module(bits_match).
-export([main/0]).
-import(show, [value/2, each/3, id/1, result/2]).

main() ->
    B = id(<<16#12, 16#34, 16#56, 16#78, 16#9a, 16#bc, 16#de, 16#f0, 1, 2, 3>>),
    value("integers", begin <<A:8, C:16, D:32, _/binary>> = B, [A, C, D] end),
    value("little", begin <<A1:16/little, C1:32/little, _/binary>> = B, [A1, C1] end),
    value("signed", begin <<_:4/binary, A2:8/signed, C2:16/signed-little, _/binary>> = B, [A2, C2] end),
    value("nibbles", [N || <<N:4>> <= B]),
    value("bits", [N || <<N:1>> <= <<16#a5>>]),
    value("odd sizes", begin <<A3:3, C3:7, D3:13, _/bitstring>> = B, [A3, C3, D3] end),
    value("big integer", begin <<A4:80, _/binary>> = B, A4 end),
    value("variable size", begin <<N5:8, Rest/binary>> = id(<<3, "abcdef">>), <<S5:N5/binary, T5/binary>> = Rest, {S5, T5} end),
    value("size in the same pattern", [length_prefixed(X) || X <- [<<3, "abcd">>, <<0, "x">>, <<9, "short">>]]),
    value("float", [F || <<F/float>> <= <<1.5/float, -2.25/float>>]),
    value("float32", begin <<F32:32/float>> = id(<<1.5:32/float>>), F32 end),
    value("utf8", [C || <<C/utf8>> <= <<"aåö€"/utf8>>]),
    value("bitstring rest", begin <<_:3, R/bitstring>> = id(<<16#ff, 16#0f>>), {bit_size(R), R} end),
    value("literal prefix", [command(X) || X <- [<<"GET /x">>, <<"PUT /y">>, <<"other">>]]),
    value("header", [header(X) || X <- [<<4:4, 5:4, 0, 20:16>>, <<6:4, 0:4, 1, 2:16>>, <<>>]]),
    value("unit", begin <<W:2/binary-unit:16, _/binary>> = B, W end),
    value("skip", begin <<_:16, X7:8, _/binary>> = B, X7 end),
    value("words", [W8 || <<W8:16>> <= B]),
    value("no match", [case X of <<_:8>> -> one; <<_:16>> -> two; _ -> other end || X <- [<<1>>, <<1, 2>>, <<1, 2, 3>>, a]]),
    result("badmatch", fun() -> <<_:8>> = id(<<1, 2>>) end),
    value("parse", parse(<<"12+34*5">>)),
    value("comparison", [<<1:3>> < <<1:4>>, <<1:1>> > <<0:1>>, <<5:3>> =:= id(<<5:3>>)]).

length_prefixed(<<N, S:N/binary, Rest/binary>>) -> {S, Rest};
length_prefixed(_) -> short.

command(<<"GET ", Path/binary>>) -> {get, Path};
command(<<"PUT ", Path/binary>>) -> {put, Path};
command(X) -> X.

header(<<4:4, Len:4, _, Total:16>>) -> {v4, Len, Total};
header(<<V:4, _/bitstring>>) -> {other, V};
header(_) -> empty.

parse(B) -> parse(B, 0, []).
parse(<<D, T/binary>>, N, Acc) when D >= $0, D =< $9 -> parse(T, N * 10 + D - $0, Acc);
parse(<<Op, T/binary>>, N, Acc) -> parse(T, 0, [Op, N | Acc]);
parse(<<>>, N, Acc) -> lists:reverse([N | Acc]).
