%% SPDX-License-Identifier: Apache-2.0
%% Three processes that go on changing maps of 400,000 keys: large heaps with much garbage.
-module(large_maps).
-export([main/0]).

-define(KEYS, 400000).

main() -> lateness:beside([fun() -> change(maps:from_list([{I, I} || I <- lists:seq(1, ?KEYS)]), 0) end || _ <- [1, 2, 3]]).

change(Map, N) -> change(Map#{N rem ?KEYS + 1 => [N, N, N]}, N + 1).
