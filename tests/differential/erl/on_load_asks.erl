%% SPDX-License-Identifier: Apache-2.0
%% Of on_load: wants to have itself loaded while it is loaded, and would wait for its own end.
-module(on_load_asks).
-on_load(init/0).
-export([answers/0]).

init() ->
    {on_load_asks, Binary, File} = code:get_object_code(on_load_asks),
    persistent_term:put(on_load_asks, [code:ensure_loaded(on_load_asks), code:load_file(on_load_asks),
                                       code:load_binary(on_load_asks, File, Binary),
                                       code:ensure_modules_loaded([on_load_asks])]),
    ok.

answers() -> persistent_term:get(on_load_asks).
