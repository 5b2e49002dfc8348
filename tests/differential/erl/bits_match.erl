%% SPDX-License-Identifier: Apache-2.0
%% Taking bitstrings apart.
-module(bits_match).
-export([main/0]).
-import(show, [id/1, value/2, result/2]).

main() ->
    Bin = id(<<16#fe, 16#dc, 16#ba, 16#98, 16#76, 16#54, 16#32, 16#10, 1, 2, 3, 4, 5, 6, 7, 8, 255, 254, 253>>),
    value("fixed", fixed(Bin)),
    value("little", little(Bin)),
    value("signed", signed(Bin)),
    value("odd", odd(Bin)),
    [value("sized", {N, sized(N, Bin)}) || N <- lists:seq(0, 152)],
    [value("sized little", {N, sized_little(N, Bin)}) || N <- lists:seq(0, 152, 3)],
    [value("sized signed", {N, sized_signed(N, Bin)}) || N <- lists:seq(0, 152, 5)],
    [value("shifted", {N, shifted(N, Bin)}) || N <- lists:seq(0, 30)],
    [value("parts", {N, parts(N, Bin)}) || N <- [0, 1, 5, 18, 19, 20, -1, a, 1 bsl 70]],
    [value("units", units(B)) || B <- [<<>>, <<1>>, <<1, 2>>, <<1, 2, 3>>, <<1:1>>, <<1:15>>]],
    [value("text", text(B)) || B <- [<<"GET / HTTP">>, <<"PUT /x">>, <<"GE">>, <<>>, <<"GET ">>, <<1:3>>, x, "GET /"]],
    [value("tag", tag(B)) || B <- [<<1, 2, 0, 3>>, <<2, 2, 9, 8, 7>>, <<2, 9, 1>>, <<3>>, <<>>, <<4:3>>]],
    [value("length prefix", prefixed(B)) || B <- [<<3, "abcdef">>, <<0>>, <<9, "short">>, <<>>]],
    [value("bit by bit", bits(B)) || B <- [<<16#a5>>, <<5:3>>, <<>>]],
    value("sum", sum(list_to_binary(lists:seq(0, 255)), 0)),
    value("words", words(<<"these are  some words">>, [], [])),
    value("pairs", pairs(<<1:4, 2:4, 3:4, 4:4, 5:4>>)),
    Long = id(list_to_binary([lists:seq(0, 255), lists:seq(0, 255)])),
    <<_:100/binary, Middle:200/binary, End/binary>> = Long,
    value("middle", {byte_size(Middle), hd(binary_to_list(Middle)), byte_size(End), lists:last(binary_to_list(End))}),
    <<_:3, Skewed:300/bits, Rest/bits>> = Long,
    value("skewed", {Skewed, bit_size(Rest), Skewed =:= <<<<X>> || <<X>> <= Skewed>>}),
    value("constant", constant()),
    value("again", again(Long)),
    value("same", {same(<<5, 5>>), same(<<5, 6>>), same(<<>>)}),
    value("bound", bound(id(7), <<7, 8>>)),
    value("bound not", bound(id(7), <<8, 8>>)),
    [value("floats", floats(B)) || B <- [<<1.5/float>>, <<1.5:32/float>>, <<1.5:16/float>>, <<-1:64>>, <<2.0:64/float-little>>, <<0:24>>]],
    [value("no float", nan(B)) || B <- [<<16#7ff0000000000000:64>>, <<16#7ff8000000000000:64>>, <<0:64>>, <<1:63>>]],
    [result("badmatch", fun() -> <<A, B>> = X, {A, B} end) || X <- id([<<1, 2>>, <<1>>, <<1, 2, 3>>, a])],
    result("no clause", fun() -> only(id(<<3>>)) end),
    result("no clause for a value", fun() -> only(id(b)) end),
    result("case", fun() -> case id(<<9>>) of <<1>> -> 1; <<2:4, _:4>> -> 2 end end),
    value("skips", [skip(N, id(<<1, 2, 3, 4, 5>>)) || N <- [0, 1, 4, 5, 6]]),
    value("guards", [guards(B) || B <- [<<>>, <<1>>, <<1, 2, 3>>, <<1:5>>, <<0:800>>, a]]),
    value("part in guard", [part(B) || B <- [<<"hello world">>, <<"help">>, <<"he">>, a]]),
    value("nested", nested(<<2, 3, "abc", 1, "d">>)),
    value("literal", literal(id(<<"a long literal binary that a pattern holds as a whole, no less than 64 bytes">>))),
    value("alternatives", [alternatives(B) || B <- [<<0:1, 5:7>>, <<2:2, 9:6>>, <<6:3, 1:13>>, <<7:3>>, <<>>]]),
    value("kept", kept(id(<<1, 2, 3, 4>>))),
    value("deep", deep(id(<<1, 2, 3, 4, 5, 6>>), 0)).

fixed(<<A, B:16, C:24, D:32, E:4, F:4, R/binary>>) -> {A, B, C, D, E, F, R}.

little(<<A:16/little, B:24/little, C:32/little, D:64/little, R/bits>>) -> {A, B, C, D, R}.

signed(<<A/signed, B:16/signed, C:16/little-signed, D:24/signed, E:64/signed, F:4/signed, R/bits>>) ->
    {A, B, C, D, E, F, R}.

odd(<<A:1, B:2, C:3, D:7/little, E:13/little, F:33, G:11/signed-little, R/bits>>) -> {A, B, C, D, E, F, G, R}.

sized(N, B) -> case B of <<V:N, R/bits>> -> {V, bit_size(R)}; _ -> no end.
sized_little(N, B) -> case B of <<V:N/little, R/bits>> -> {V, bit_size(R)}; _ -> no end.
sized_signed(N, B) -> case B of <<V:N/signed, W:5/signed, R/bits>> -> {V, W, bit_size(R)}; _ -> no end.
shifted(N, B) -> <<_:N, A, C:16, D:32, E:59, _/bits>> = B, {A, C, D, E}.

parts(N, B) ->
    case B of
        <<P:N/binary, R/binary>> -> {P, R};
        _ -> no
    end.

units(<<_/binary-unit:16>>) -> two;
units(<<_/binary>>) -> bytes;
units(<<_/binary-unit:3>>) -> threes;
units(_) -> other.

text(<<"GET ", R/binary>>) -> {get, R};
text(<<"PUT ", R/binary>>) -> {put, R};
text(<<"GE">>) -> short;
text(<<>>) -> empty;
text(B) when is_bitstring(B) -> {unknown, bit_size(B)};
text(_) -> nothing.

tag(<<1, N, B/binary>>) -> {one, N, B};
tag(<<2, 2, A:16, B>>) -> {two, A, B};
tag(<<2, _, B/binary>>) -> {other_two, B};
tag(<<>>) -> none;
tag(<<T, _/bits>>) -> {tag, T};
tag(<<T:3>>) -> {bits, T}.

prefixed(<<N, B:N/binary, R/binary>>) -> {B, R};
prefixed(<<N, R/binary>>) -> {missing, N - byte_size(R)};
prefixed(<<>>) -> empty.

bits(<<B:1, R/bits>>) -> [B | bits(R)];
bits(<<>>) -> [].

sum(<<X, R/binary>>, S) -> sum(R, S + X);
sum(<<>>, S) -> S.

words(<<$\s, R/binary>>, [], Ws) -> words(R, [], Ws);
words(<<$\s, R/binary>>, W, Ws) -> words(R, [], [lists:reverse(W) | Ws]);
words(<<C, R/binary>>, W, Ws) -> words(R, [C | W], Ws);
words(<<>>, W, Ws) -> lists:reverse([lists:reverse(W) | Ws]).

pairs(<<A:4, B:4, R/bits>>) -> [{A, B} | pairs(R)];
pairs(Rest) -> [Rest].

%% The literal is used for the last time where the match begins: no register is live there.
constant() -> <<_:3, S:4/binary, _/bits>> = <<5:3, "babc", 1:5>>, S.

again(<<_:10/binary, A, _/binary>> = All) ->
    <<_:A/binary, B, _/binary>> = All,
    {A, B, byte_size(All)}.

same(<<A, A>>) -> {same, A};
same(<<A, B>>) -> {different, A, B};
same(_) -> neither.

bound(X, <<X, R/binary>>) -> {bound, R};
bound(_, B) -> {other, B}.

floats(<<F/float>>) -> {64, F};
floats(<<F:32/float>>) -> {32, F};
floats(<<F:16/float>>) -> {16, F};
floats(B) -> B.

nan(<<F/float>>) -> F;
nan(<<I:64>>) -> {integer, I};
nan(_) -> short.

only(<<1>>) -> one;
only(<<2, _/bits>>) -> two.

skip(N, B) ->
    case B of
        <<_:N/binary, X, _/binary>> -> X;
        <<_:N/binary>> -> all;
        _ -> no
    end.

guards(B) when byte_size(B) =:= 0 -> empty;
guards(B) when bit_size(B) < 8 -> {bits, bit_size(B)};
guards(B) when is_binary(B), byte_size(B) > 64 -> {large, byte_size(B)};
guards(B) when is_binary(B), size(B) =:= 1 -> single;
guards(B) when is_bitstring(B) -> several;
guards(_) -> nothing.

part(B) when binary_part(B, 0, 5) =:= <<"hello">> -> greeting;
part(B) when binary_part(B, {byte_size(B), -2}) =:= <<"lp">> -> help;
part(_) -> other.

nested(<<N, M, A:M/binary, R/binary>>) when N > 0 -> [A | nested(<<(N - 1), R/binary>>)];
nested(<<0, R/binary>>) -> R;
nested(R) -> {rest, R}.

literal(<<"a long literal binary that a pattern holds as a whole, no less than 64 bytes">>) -> yes;
literal(_) -> no.

alternatives(<<0:1, A:7>>) -> {zero, A};
alternatives(<<2:2, A:6>>) -> {two, A};
alternatives(<<6:3, A:13>>) -> {six, A};
alternatives(<<X:3, _/bits>>) -> {else, X};
alternatives(<<>>) -> empty.

%% The rest is wanted as a value and for matching.
kept(<<A, R/binary>>) ->
    Seen = id(R),
    [{A, Seen} | kept(R)];
kept(<<>>) -> [].

deep(<<A, B, R/binary>>, N) when A < B -> deep(R, N + A * B);
deep(<<>>, N) -> N.
