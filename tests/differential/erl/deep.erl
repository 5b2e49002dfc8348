%% SPDX-License-Identifier: Apache-2.0
%% Deep recursion and long loops: the stack grows, the collector runs, nothing is lost.
%% args: 100000 14
%% stress-gc args: 1000 9
-module(deep).
-export([main/1]).
-import(show, [value/2, id/1]).

main(Sizes) ->
    [N, Depth] = [list_to_integer(Size) || Size <- Sizes],
    value("depth", [depth(D) || D <- [10, 1000, N]]),
    value("sum not tail recursive", sum(lists:seq(1, N))),
    value("build", length(build(2 * N))),
    value("ackermann", ack(2, 9)),
    value("tak", tak(12, 8, 4)),
    value("fib", fib(20)),
    value("hanoi", length(hanoi(10, a, b, c))),
    value("mutual", [even(10001), odd(10001)]),
    value("loop", loop(10 * N, 0)),
    value("tree", tree_sum(tree(Depth))),
    value("queens", length(queens(6))),
    value("permutations", length(perms([1, 2, 3, 4, 5, 6]))),
    value("primes", primes(200)),
    value("collatz", lists:max([{collatz(X, 0), X} || X <- lists:seq(1, N div 100)])),
    value("quicksort", qsort([(X * 7919) rem 1009 || X <- lists:seq(1, 200)]) =:= lists:sort([(X * 7919) rem 1009 || X <- lists:seq(1, 200)])),
    value("garbage", garbage(N div 50, [])),
    value("live data through collections", live(N div 500, lists:seq(1, 1000))),
    value("many locals", locals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
    value("deep term", deep_term(N div 2)),
    value("deep equality", deep_list(N div 2) =:= deep_list(id(N div 2))),
    value("deep send", begin self() ! deep_list(N div 5), receive L -> depth_of(L, 0) end end),
    value("flatten deep", length(lists:flatten(deep_list(1000)))),
    value("in another process", begin Me = self(), spawn(fun() -> Me ! {r, depth(2 * N)} end), receive {r, D} -> D end end).

depth(0) -> 0;
depth(N) -> 1 + depth(N - 1).

sum([]) -> 0;
sum([H | T]) -> H + sum(T).

build(0) -> [];
build(N) -> [N | build(N - 1)].

ack(0, N) -> N + 1;
ack(M, 0) -> ack(M - 1, 1);
ack(M, N) -> ack(M - 1, ack(M, N - 1)).

tak(X, Y, Z) when Y >= X -> Z;
tak(X, Y, Z) -> tak(tak(X - 1, Y, Z), tak(Y - 1, Z, X), tak(Z - 1, X, Y)).

fib(N) when N < 2 -> N;
fib(N) -> fib(N - 1) + fib(N - 2).

hanoi(0, _, _, _) -> [];
hanoi(N, A, B, C) -> hanoi(N - 1, A, C, B) ++ [{A, B}] ++ hanoi(N - 1, C, B, A).

even(0) -> true;
even(N) -> odd(N - 1).
odd(0) -> false;
odd(N) -> even(N - 1).

loop(0, A) -> A;
loop(N, A) -> loop(N - 1, (A + N) rem 1000003).

tree(0) -> leaf;
tree(N) -> {tree(N - 1), N, tree(N - 1)}.
tree_sum(leaf) -> 0;
tree_sum({L, N, R}) -> tree_sum(L) + N + tree_sum(R).

queens(N) -> queens(N, N).
queens(0, _) -> [[]];
queens(K, N) -> [[Q | B] || B <- queens(K - 1, N), Q <- lists:seq(1, N), safe(Q, B, 1)].
safe(_, [], _) -> true;
safe(Q, [H | T], D) -> Q =/= H andalso abs(Q - H) =/= D andalso safe(Q, T, D + 1).

perms([]) -> [[]];
perms(L) -> [[H | T] || H <- L, T <- perms(L -- [H])].

primes(N) -> sieve(lists:seq(2, N)).
sieve([]) -> [];
sieve([P | T]) -> [P | sieve([X || X <- T, X rem P =/= 0])].

collatz(1, S) -> S;
collatz(N, S) when N rem 2 =:= 0 -> collatz(N div 2, S + 1);
collatz(N, S) -> collatz(3 * N + 1, S + 1).

qsort([]) -> [];
qsort([P | T]) -> qsort([X || X <- T, X < P]) ++ [P] ++ qsort([X || X <- T, X >= P]).

garbage(0, Keep) -> length(Keep);
garbage(N, Keep) ->
    L = lists:seq(1, 50),
    garbage(N - 1, if N rem 100 =:= 0 -> [L | Keep]; true -> Keep end).

live(0, L) -> lists:sum(L);
live(N, L) -> live(N - 1, [X + 1 || X <- L]).

locals(A, B, C, D, E, F, G, H, I, J) ->
    X1 = id({A, B}), X2 = id({C, D}), X3 = id([E, F]), X4 = id({G, [H]}), X5 = id(I + J),
    Y1 = id({X1, X2}), Y2 = id({X3, X4}),
    [A, B, C, D, E, F, G, H, I, J, X1, X2, X3, X4, X5, Y1, Y2].

deep_term(N) -> depth_of(deep_list(N), 0).
deep_list(N) -> deep_list(N, []).
deep_list(0, L) -> L;
deep_list(N, L) -> deep_list(N - 1, [L]).
depth_of([], D) -> D;
depth_of([L], D) -> depth_of(L, D + 1).
