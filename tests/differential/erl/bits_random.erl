%% SPDX-License-Identifier: Apache-2.0
%% Segments drawn at random, from a generator of our own so that both machines draw the same: built, matched
%% again, and summed up.
-module(bits_random).
-export([main/0]).
-import(show, [value/2]).

main() ->
    value("rounds", rounds(1000, 1, 0)).

next(S) -> (S * 6364136223846793005 + 1442695040888963407) band 16#ffffffffffffffff.

draw(S, N) -> {(S bsr 33) rem N, next(S)}.

rounds(0, _, Sum) -> Sum;
rounds(N, S0, Sum) ->
    {Count, S1} = draw(S0, 6),
    {Segments, S2} = segments(Count + 1, S1, []),
    {Offset, S3} = draw(S2, 9),
    Built = lists:foldl(fun put_segment/2, <<0:Offset>>, Segments),
    <<_:Offset, Rest/bits>> = Built,
    case take(Segments, Rest) of
        ok -> ok;
        Wrong -> io:format("round ~w: ~w~n", [N, Wrong])
    end,
    rounds(N - 1, S3, (Sum * 31 + erlang:phash2(Built)) band 16#ffffffff).

segments(0, S, Acc) -> {Acc, S};
segments(N, S0, Acc) ->
    {Kind, S1} = draw(S0, 8),
    {Size, S2} = draw(S1, 150),
    {Value, S3} = number(Size div 30 + 1, S2, 0),
    segments(N - 1, S3, [{Kind, Size, Value} | Acc]).

number(0, S, V) -> {V, S};
number(N, S, V) -> number(N - 1, next(S), V bsl 32 bor (S bsr 32)).

put_segment({0, N, V}, B) -> <<B/bits, V:N>>;
put_segment({1, N, V}, B) -> <<B/bits, V:N/little>>;
put_segment({2, N, V}, B) -> <<B/bits, (-V):N/signed>>;
put_segment({3, N, V}, B) -> <<B/bits, (-V):N/signed-little>>;
put_segment({4, N, V}, B) -> <<B/bits, V:N, 1:1, V:16, V:32/little>>;
put_segment({5, N, V}, B) -> <<B/bits, (<<V:N>>)/bits>>;
put_segment({6, _, V}, B) -> C = V rem 16#d800, <<B/bits, C/utf8, C/utf16, C/utf32-little>>;
put_segment({7, _, V}, B) -> F = V / 7, <<B/bits, F/float, F:64/float-little>>.

%% Segments were put in the order of the list, so they are taken in that order.
take([], <<>>) -> ok;
take([{0, N, V} | T], B) -> W = mask(V, N), case B of <<W:N, R/bits>> -> take(T, R); _ -> {0, N, V} end;
take([{1, N, V} | T], B) -> W = mask(V, N), case B of <<W:N/little, R/bits>> -> take(T, R); _ -> {1, N, V} end;
take([{2, N, V} | T], B) ->
    <<X:N/signed, R/bits>> = B,
    case mask(X, N) =:= mask(-V, N) andalso X < (1 bsl N) andalso fits(X, N) of true -> take(T, R); false -> {2, N, V, X} end;
take([{3, N, V} | T], B) ->
    <<X:N/signed-little, R/bits>> = B,
    case mask(X, N) =:= mask(-V, N) andalso fits(X, N) of true -> take(T, R); false -> {3, N, V, X} end;
take([{4, N, V} | T], B) ->
    <<X:N, 1:1, Y:16, Z:32/little, R/bits>> = B,
    case {mask(V, N), mask(V, 16), mask(V, 32)} of {X, Y, Z} -> take(T, R); Other -> {4, Other, X, Y, Z} end;
take([{5, N, V} | T], B) ->
    <<X:N/bits, R/bits>> = B,
    case <<V:N>> of X -> take(T, R); Other -> {5, Other, X} end;
take([{6, _, V} | T], B) ->
    <<X/utf8, X/utf16, X/utf32-little, R/bits>> = B,
    case V rem 16#d800 of X -> take(T, R); Other -> {6, Other, X} end;
take([{7, _, V} | T], B) ->
    <<X/float, X:64/float-little, R/bits>> = B,
    case V / 7 of X -> take(T, R); Other -> {7, Other, X} end;
take(_, B) -> {left, bit_size(B)}.

mask(V, N) -> V band ((1 bsl N) - 1).

fits(_, 0) -> true;
fits(X, N) -> X >= -(1 bsl (N - 1)) andalso X < (1 bsl (N - 1)).
