%% SPDX-License-Identifier: Apache-2.0
%% Of on_load: takes a while to load.
-module(on_load_slow).
-on_load(init/0).
-export([f/1]).

init() ->
    receive after 20 -> ok end,
    on_load_counter ! ran,
    ok.

f(N) -> {slow, N}.
