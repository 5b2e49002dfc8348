%% SPDX-License-Identifier: Apache-2.0
%% Binaries as whole values; bit syntax beyond literals is in bits_*.
-module(binaries).
-export([main/0]).
-import(show, [value/2, each/3, id/1, result/2]).

main() ->
    B = id(<<"hello world">>),
    value("size", [byte_size(B), bit_size(B), byte_size(<<>>)]),
    value("literal", [<<1, 2, 3>>, <<"abc">>, <<>>, <<255>>]),
    value("equal", [B =:= <<"hello world">>, B == id(<<"hello">>), <<"a">> < <<"b">>, <<"a">> < <<"ab">>, <<"b">> > <<"ab">>]),
    value("part", [binary_part(B, 0, 5), binary_part(B, 6, 5), binary_part(B, 11, -5), binary_part(B, {1, 3})]),
    result("bad part", fun() -> binary_part(B, 6, 50) end),
    value("binary:part", binary:part(B, 2, 3)),
    value("at first last", [binary:at(B, 1), binary:first(B), binary:last(B)]),
    value("to list", binary_to_list(B)),
    value("split_binary", split_binary(B, 5)),
    value("binary:split", [binary:split(B, <<" ">>), binary:split(<<"a,b,c">>, <<",">>, [global]), binary:split(B, <<"x">>)]),
    value("binary:match", [binary:match(B, <<"wor">>), binary:match(B, <<"xyz">>), binary:matches(<<"banana">>, <<"an">>)]),
    value("binary:replace", [binary:replace(B, <<"l">>, <<"L">>), binary:replace(B, <<"l">>, <<"L">>, [global]),
                             binary:replace(B, <<"l">>, <<"L">>, [{scope, {0, -9}}, {scope, {3, 1}}])]),
    value("binary:copy", [binary:copy(<<"ab">>, 3), binary:copy(B)]),
    value("binary:copy of bits", [copied(X, N) || X <- [<<"a", 1:3>>, <<>>, a], N <- [0, 1, -1]]),
    value("encode", [binary:encode_unsigned(1000), binary:decode_unsigned(<<3, 232>>)]),
    value("bin_to_list", binary:bin_to_list(<<"abc">>)),
    value("literal match", [kind(X) || X <- [<<"one">>, <<"two">>, <<>>, <<"three">>, "one"]]),
    value("bytes match", bytes(id(<<1, 2, 3>>))),
    value("head and tail", head(B)),
    value("sum of bytes", sum(B, 0)),
    value("send small", begin self() ! <<"small">>, receive X1 -> X1 end end),
    value("send large", begin Large = list_to_binary(lists:duplicate(1000, $x)), P = self(), spawn(fun() -> P ! {Large, byte_size(Large)} end), receive {L, S} -> {L =:= Large, S} end end),
    value("many large", lists:sum([byte_size(list_to_binary(lists:duplicate(N, 0))) || N <- lists:seq(60, 100)])),
    value("sub of sub", binary_part(binary_part(B, 2, 8), 1, 5)),
    value("as key", maps:get(id(<<"k">>), #{<<"k">> => 1, <<"l">> => 2})),
    value("iolist", iolist_to_binary([<<"a">>, [$b, <<"c">>], "d"])),
    value("referenced", binary:referenced_byte_size(id(<<"abc">>)) >= 3),
    value("kept through garbage", kept(100, [])).

kind(<<"one">>) -> 1;
kind(<<"two">>) -> 2;
kind(<<>>) -> empty;
kind(B) when is_binary(B) -> {other, byte_size(B)};
kind(_) -> no_binary.

bytes(<<A, B, C>>) -> {A, B, C}.
head(<<H, T/binary>>) -> {H, T}.

sum(<<H, T/binary>>, S) -> sum(T, S + H);
sum(<<>>, S) -> S.

kept(0, L) -> lists:sum([byte_size(B) || B <- L]);
kept(N, L) -> lists:seq(1, 500), kept(N - 1, [list_to_binary(lists:duplicate(N, N)) | L]).

copied(Bits, N) -> try binary:copy(Bits, N) catch error:Reason -> Reason end.
