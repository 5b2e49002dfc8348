%% SPDX-License-Identifier: Apache-2.0
%% Of on_load: loads another module of this kind while it is loaded.
-module(on_load_late).
-on_load(init/0).
-export([f/0]).

init() ->
    {slow, 0} = on_load_slow:f(0),
    ok.

f() -> late.
