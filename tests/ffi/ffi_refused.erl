%% SPDX-License-Identifier: Apache-2.0
%% With --no-ffi: each function of the module raises notsup, whatever it is called with.
-module(ffi_refused).
-export([main/0, seeded/0]).

main() ->
    Functions = [{open, 1}, {symbol, 2}, {function, 3}, {function, 4}, {call, 2}, {callback, 3}, {callback, 4}, {answer, 2},
                 {alloc, 1}, {free, 1}, {give, 1}, {read, 3}, {write, 4}, {read_binary, 3}, {write_binary, 3}, {read_string, 2},
                 {address, 1}, {pointer, 1}, {pointer, 2}, {size, 1}, {offset, 2}],
    Refused = [F || {F, Arity} <- Functions, is_refused(F, lists:duplicate(Arity, int))],
    io:format("~w of ~w functions refused~n", [length(Refused), length(Functions)]).

is_refused(F, Arguments) ->
    try apply(ffi, F, Arguments), false
    catch error:Reason -> Reason =:= notsup
    end.

%% In a seeded run the scheduler makes blocking calls itself, and so cannot wait for an answer.
seeded() ->
    {ok, C} = ffi:open(self),
    Order = ffi:callback(spawn(fun() -> receive after infinity -> ok end end), [pointer, pointer], int),
    Sort = ffi:function({C, "qsort"}, [pointer, size_t, size_t, pointer], void, [blocking]),
    try ffi:call(Sort, [ffi:alloc(8), 2, 4, Order]) catch error:Reason -> Reason end.
