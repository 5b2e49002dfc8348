%% SPDX-License-Identifier: Apache-2.0
%% Building bitstrings: every type of segment, every size, order and alignment.
-module(bits_build).
-export([main/0, all/0]).
-import(show, [id/1, value/2, result/2]).

main() ->
    all().

%% bits_build_old runs the same.
all() ->
    value("bytes", bytes(1, 255, 256, -1)),
    value("mixed", mixed(id(5), id(1000), id(-3))),
    value("empty", empty(id(<<>>), id(""))),
    [value("sized", {N, sized(id(16#123456789abcdef), N)}) || N <- lists:seq(0, 70)],
    [value("sized little", {N, sized_little(id(16#123456789abcdef), N)}) || N <- lists:seq(0, 70)],
    [value("negative", {N, sized(id(-2), N), sized_little(id(-2), N)}) || N <- [0, 1, 2, 7, 8, 9, 63, 64, 65, 100]],
    Big = id(16#0123456789abcdef0123456789abcdef0123456789abcdef),
    [value("big", {N, <<Big:N>>, <<Big:N/little>>, <<(-Big):N/signed>>, <<(-Big):N/little>>})
     || N <- [0, 1, 13, 64, 128, 191, 192, 193, 200, 256, 300]],
    [value("shifted", {S, <<0:S, Big:200, 1:3>>, <<0:S, Big:200/little, 1:3>>, <<0:S, Big:77>>})
     || S <- lists:seq(0, 9)],
    value("native", <<1:16/native, 2:32/native, -1:64/native-signed, 3:24/native>>),
    value("units", units(id(3), id(<<1, 2, 3, 4, 5, 6, 7, 8, 9>>))),
    Floats = [id(0.0), id(-0.0), id(1.5), id(-3.0e10), id(1.0e-40), id(65504.0), id(1.0e-7), id(7), id(1 bsl 70)],
    [value("float", {F, <<F/float>>, <<F:32/float>>, <<F:16/float>>, <<F:64/little-float>>, <<0:5, F:32/little-float, 0:3>>})
     || F <- Floats],
    [value("float too large", {F, <<F:32/float>>, <<F:16/float>>}) || F <- [id(1.0e300), id(-1.0e300), id(65520.0)]],
    Parts = [id(<<>>), id(<<1, 2, 3>>), id(<<5:3>>), id(<<1:9>>), id(list_to_binary(lists:seq(0, 99)))],
    [value("parts", {<<A/bits, B/bits>>, <<A/bits, 1:1, B/bits, 2:2>>}) || A <- Parts, B <- Parts],
    Whole = id(<<"abcdefghij">>),
    value("whole", <<Whole/binary, (-1):8, Whole:4/binary, Whole:3/bits, Whole:2/binary-unit:12>>),
    value("text", <<"constant text"/utf8, "wide"/utf16, "wider"/utf32-little, 16#20AC/utf8>>),
    value("strings", <<"abc":16, "xy":4, "big":20/little>>),
    value("nested", <<(<<1, 2, (<<3:4>>)/bits, 4:4>>)/bits, (byte_size(Whole)):16>>),
    value("long", long(id(7))),
    value("over 64", <<Whole/binary, Whole/binary, Whole/binary, Whole/binary, Whole/binary, Whole/binary, Whole/binary>>),
    value("exactly 64", byte_size(<<0:(id(64))/unit:8>>)),
    value("large", erlang:phash2(<<0:(id(100000)), Big:(id(70000))/little, Whole/binary>>)),
    value("equal", <<1:4, 2:4>> =:= <<18>>),
    value("order", lists:sort([<<1:7>>, <<>>, <<1>>, <<0, 1>>, <<1:1>>, <<255>>, <<2:2>>])).

bytes(A, B, C, D) ->
    <<A, B, C, D>>.

mixed(A, B, C) ->
    <<A:3, B:13, C:5/signed, 16#cafe:16/little, A:11, B/little, C:32/little-signed>>.

empty(B, S) ->
    {<<>>, <<B/binary>>, <<B/binary, B/bits>>, list_to_binary(S), <<0:0>>}.

sized(V, N) -> <<V:N>>.

sized_little(V, N) -> <<V:N/little>>.

units(N, B) ->
    {<<1:N/unit:8>>, <<B:N/binary-unit:16>>, <<B:N/binary-unit:3>>, <<1:N/integer-little-unit:5>>, <<B/binary-unit:8>>}.

long(X) ->
    <<X, X:16, X:24, X:32, X:40, X:48, X:56, X:64, X:72, X:80, X:128, X:256, X:512, "the end">>.
