%% SPDX-License-Identifier: Apache-2.0
%% Growing bitstrings one segment at a time: in place where that is possible, and never visibly so.
-module(bits_append).
-export([main/0]).
-import(show, [id/1, value/2]).

main() ->
    value("bytes", erlang:md5(bytes(<<>>, 0, 3000))),
    value("words", erlang:md5(words(<<>>, 1500))),
    value("bits", erlang:md5(<<(odd(<<>>, 3001))/bits, 0:1>>)),
    value("from literal", from(<<"literal">>, 100)),
    value("from large literal", byte_size(from(iolist_to_binary(lists:duplicate(100, "abcd")), 100))),
    B0 = bytes(<<>>, 0, 200),
    B1 = <<B0/binary, "one">>,
    B2 = <<B0/binary, "two">>,
    B3 = <<B1/binary, "three">>,
    B4 = <<B0/binary, "four">>,
    value("branches", [binary:part(B, 195, byte_size(B) - 195) || B <- [B0, B1, B2, B3, B4]]),
    Half = binary:part(B3, 0, 100),
    Grown = <<Half/binary, "inside">>,
    value("part", {binary:part(Grown, 95, 11), binary:part(B3, 95, 11)}),
    value("bits in between", odd_branches(<<1:3>>)),
    value("collected", collected(40, [])),
    value("sent", sent()),
    value("prepended", erlang:md5(prepended(<<>>, 1000))),
    value("both ends", both(<<>>, 10)),
    value("joined", join([<<"a">>, <<"bc">>, <<>>, <<"def">>], <<", ">>)),
    value("escaped", escape(<<"a <b> & \"c\"">>, <<>>)),
    value("hex", hex(list_to_binary(lists:seq(0, 40)))),
    value("numbers", numbers(lists:seq(-5, 5), <<>>)).

bytes(B, N, N) -> B;
bytes(B, I, N) -> bytes(<<B/binary, (I band 255)>>, I + 1, N).

words(B, 0) -> B;
words(B, N) -> words(<<B/binary, N:32/little, (N * N):64>>, N - 1).

odd(B, 0) -> B;
odd(B, N) -> odd(<<B/bits, N:7>>, N - 1).

from(B, 0) -> B;
from(B, N) -> from(<<B/binary, $.>>, N - 1).

odd_branches(B) ->
    A = lists:foldl(fun(X, Acc) -> <<Acc/bits, X:5>> end, B, lists:seq(1, 150)),
    C = <<A/bits, 1:1>>,
    D = <<A/bits, 0:1>>,
    E = <<C/bits, 3:2>>,
    {bit_size(A), C =:= D, [binary_to_list(<<X/bits, 0:(8 - bit_size(X) rem 8)>>) || X <- [C, D, E]]}.

%% Garbage is collected while the newest is alive.
collected(0, L) -> erlang:md5(L);
collected(N, L) ->
    B = lists:foldl(fun(X, Acc) -> _ = lists:seq(1, 20), <<Acc/binary, X:16>> end, <<"start">>, lists:seq(1, 100)),
    collected(N - 1, [B | lists:sublist(L, 20)]).

%% Two processes go on with the same bitstring.
sent() ->
    B = bytes(<<>>, 0, 300),
    Self = self(),
    Pids = [spawn(fun() -> Self ! {self(), lists:foldl(fun(X, A) -> <<A/binary, X>> end, B, lists:duplicate(500, C))} end)
            || C <- "abcd"],
    Mine = <<B/binary, "mine">>,
    Results = [receive {P, R} -> R end || P <- Pids],
    {erlang:md5(Mine), [{byte_size(R), erlang:md5(R)} || R <- Results], B =:= bytes(<<>>, 0, 300)}.

prepended(B, 0) -> B;
prepended(B, N) -> prepended(<<N:16, B/binary>>, N - 1).

both(B, 0) -> B;
both(B, N) -> both(<<$<, B/binary, $>>>, N - 1).

join([B], _) -> B;
join([B | Bs], S) -> <<B/binary, S/binary, (join(Bs, S))/binary>>.

escape(<<$<, R/binary>>, A) -> escape(R, <<A/binary, "&lt;">>);
escape(<<$>, R/binary>>, A) -> escape(R, <<A/binary, "&gt;">>);
escape(<<$&, R/binary>>, A) -> escape(R, <<A/binary, "&amp;">>);
escape(<<C/utf8, R/binary>>, A) -> escape(R, <<A/binary, C/utf8>>);
escape(<<>>, A) -> A.

hex(B) -> << <<(digit(N))>> || <<N:4>> <= B >>.

digit(N) when N < 10 -> $0 + N;
digit(N) -> $a + N - 10.

numbers([], A) -> A;
numbers([N | Ns], A) -> T = integer_to_binary(N), numbers(Ns, <<A/binary, T/binary, $\s>>).
