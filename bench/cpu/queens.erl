%% SPDX-License-Identifier: Apache-2.0
%% All solutions for eleven queens: backtracking with lists.
-module(queens).
-export([main/0]).

main() -> bench:time(fun() -> length(queens(11)) end, 2680).

queens(N) -> place(N, N).

place(0, _) -> [[]];
place(K, N) -> [[Q | Board] || Board <- place(K - 1, N), Q <- lists:seq(1, N), safe(Q, Board, 1)].

safe(_, [], _) -> true;
safe(Q, [H | _], _) when Q =:= H -> false;
safe(Q, [H | _], D) when Q =:= H + D; Q =:= H - D -> false;
safe(Q, [_ | T], D) -> safe(Q, T, D + 1).
