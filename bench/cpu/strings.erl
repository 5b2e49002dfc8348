%% SPDX-License-Identifier: Apache-2.0
%% Text as lists of characters: building, splitting, upper case, numbers to text and back.
-module(strings).
-export([main/0]).

main() -> bench:time(fun() -> repeat(2000, 0) end, 2000 * 101240).

repeat(0, Sum) -> Sum;
repeat(N, Sum) -> repeat(N - 1, Sum + once()).

once() ->
    Text = join([integer_to_list(N) || N <- lists:seq(1000, 1399)], ", "),
    Words = split(upper(Text), $,, [], []),
    lists:sum([number(W) rem 1000 || W <- Words]) + length(Text) * 9 div 2 + 10649.

join([X], _) -> X;
join([X | Xs], Sep) -> X ++ Sep ++ join(Xs, Sep).

split([], _, Word, Words) -> lists:reverse([lists:reverse(Word) | Words]);
split([Sep | T], Sep, Word, Words) -> split(T, Sep, [], [lists:reverse(Word) | Words]);
split([C | T], Sep, Word, Words) -> split(T, Sep, [C | Word], Words).

upper([C | T]) when C >= $a, C =< $z -> [C - 32 | upper(T)];
upper([C | T]) -> [C | upper(T)];
upper([]) -> [].

number([$\s | T]) -> number(T);
number(Digits) -> list_to_integer(Digits).
