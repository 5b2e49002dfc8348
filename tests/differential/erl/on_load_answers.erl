%% SPDX-License-Identifier: Apache-2.0
%% Of on_load: does not want to be loaded.
-module(on_load_answers).
-on_load(init/0).
-export([f/0]).

init() -> {error, no_library}.

f() -> loaded.
