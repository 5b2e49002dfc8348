%% SPDX-License-Identifier: Apache-2.0
%% Four loops that do nothing but count.
-module(busy_loops).
-export([main/0]).

main() -> lateness:beside([fun() -> count(0) end || _ <- [1, 2, 3, 4]]).

count(N) -> count(N + 1).
