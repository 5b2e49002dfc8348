%% SPDX-License-Identifier: Apache-2.0
%% Quicksort and merge sort of 20,000 numbers, written here so that both machines run the same code.
-module(sort).
-export([main/0]).

main() ->
    List = numbers(20000, 42, []),
    bench:time(fun() -> repeat(4, List) end, true).

repeat(0, _) -> true;
repeat(N, List) -> A = qsort(List), A = msort(List), repeat(N - 1, List).

numbers(0, _, Acc) -> Acc;
numbers(N, Seed, Acc) ->
    Next = (Seed * 1103515245 + 12345) rem 2147483648,
    numbers(N - 1, Next, [Next | Acc]).

qsort([]) -> [];
qsort([P | T]) ->
    {Low, High} = part(P, T, [], []),
    qsort(Low) ++ [P | qsort(High)].

part(_, [], Low, High) -> {Low, High};
part(P, [X | T], Low, High) when X < P -> part(P, T, [X | Low], High);
part(P, [X | T], Low, High) -> part(P, T, Low, [X | High]).

msort([]) -> [];
msort([X]) -> [X];
msort(L) -> {A, B} = halve(L, [], []), merge(msort(A), msort(B)).

halve([], A, B) -> {A, B};
halve([X | T], A, B) -> halve(T, B, [X | A]).

merge([], B) -> B;
merge(A, []) -> A;
merge([X | A], [Y | _] = B) when X =< Y -> [X | merge(A, B)];
merge(A, [Y | B]) -> [Y | merge(A, B)].
