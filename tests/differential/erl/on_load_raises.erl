%% SPDX-License-Identifier: Apache-2.0
%% Of on_load: cannot be loaded.
-module(on_load_raises).
-on_load(init/0).
-export([f/0]).

init() -> list_to_atom(42).

f() -> loaded.
