%% SPDX-License-Identifier: Apache-2.0
%% Flags of processes: what they take, what they tell, what process_info makes of them.
-module(process_flags).
-export([main/0]).
-import(show, [value/2, class/1]).

main() ->
    [value(F, [class(fun() -> process_flag(F, V) end) || V <- Vs]) || {F, Vs} <- flags()],
    value("of another", of_another()),
    value("spawn_opt", [started(class(fun() -> spawn_opt(fun() -> ok end, O) end)) || O <- spawn_options()]),
    value("inherited", inherited()),
    value("items", items()),
    value("no items", [class(fun() -> process_info(self(), I) end) || I <- [foo, [foo], [status | x], {a, b}, 1]]),
    value("the limit as a map", limits()),
    value("slots in the backtrace", slots()).

flags() ->
    [{trap_exit, [true, false, false, 1]},
     {priority, [high, low, max, normal, none]},
     {max_heap_size, [#{size => 0}, 10, -1, 2000000, #{size => 3000000, kill => false}, #{kill => true},
                      #{size => x}, #{size => 0, kill => 1}, #{size => 0, other => 1}, 0, 0]},
     {fullsweep_after, [5, 0, -1, x, 65535]},
     {min_bin_vheap_size, [-1, x]},
     {message_queue_data, [off_heap, on_heap, mixed, on_heap]},
     {save_calls, [10, 0, 20000, -1, 10000, 0]},
     {sensitive, [true, true, false, maybe, false]},
     {error_handler, [my_handler, error_handler, 1, error_handler]},
     {min_heap_size, [-1, x]},
     {no_such_flag, [1]}].

of_another() ->
    W = spawn(fun() -> receive stop -> ok end end),
    {Dead, R} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', R, _, _, _} -> ok end,
    [class(fun() -> erlang:process_flag(P, F, V) end)
     || {P, F, V} <- [{W, save_calls, 10}, {W, save_calls, 0}, {W, save_calls, 0}, {W, trap_exit, true},
                      {W, save_calls, -1}, {self(), save_calls, 7}, {self(), save_calls, 0}, {x, save_calls, 0}]]
    ++ [element(1, class(fun() -> erlang:process_flag(Dead, save_calls, 1) end))].

spawn_options() ->
    [[], [{max_heap_size, 10}], [{max_heap_size, 5000}], [{max_heap_size, #{size => 5000}}], [{max_heap_size, x}],
     [{min_heap_size, -1}], [{min_heap_size, 1}], [{min_bin_vheap_size, 100}], [{min_bin_vheap_size, x}],
     [{fullsweep_after, 0}], [{fullsweep_after, -1}], [{message_queue_data, off_heap}], [{message_queue_data, x}],
     [{priority, max}], [{priority, x}], [{foo, 1}], [foo], [link | x], x, [{sensitive, true}]].

started({value, P}) when is_pid(P) -> pid;
started(Other) -> Other.

%% Settings are not inherited.
inherited() ->
    Me = self(),
    process_flag(message_queue_data, off_heap),
    process_flag(fullsweep_after, 3),
    spawn(fun() -> Me ! process_info(self(), [message_queue_data, fullsweep_after]) end),
    R = receive X -> X end,
    process_flag(message_queue_data, on_heap),
    process_flag(fullsweep_after, 65535),
    R.

items() ->
    Me = self(),
    P = spawn_opt(fun() -> put(k, v), register(flagged, self()), process_flag(trap_exit, true),
                           Me ! ready, catch hold() end,
                  [link, {priority, high}, {fullsweep_after, 7}, {message_queue_data, off_heap},
                   {max_heap_size, #{size => 1000000, kill => false, error_logger => false}}]),
    receive ready -> ok end,
    P ! one, P ! {two, 2},
    R = monitor(process, P),
    wait(P, 2),
    Items = [current_function, initial_call, status, message_queue_len, messages, links, dictionary, trap_exit,
             error_handler, priority, monitors, monitored_by, registered_name, catchlevel, last_calls,
             message_queue_data, max_heap_size, fullsweep_after, suspending, sequential_trace_token, trace, binary],
    Values = [{I, plain(V)} || {I, V} <- process_info(P, Items)],
    Group = element(2, process_info(P, group_leader)) =:= group_leader(),
    Parent = element(2, process_info(P, parent)) =:= Me,
    Sizes = [is_integer(V) || {_, V} <- process_info(P, [total_heap_size, heap_size, stack_size, reductions, memory,
                                                          min_heap_size, min_bin_vheap_size])],
    Gc = [K || {K, _} <- element(2, process_info(P, garbage_collection))],
    Info = [K || {K, V} <- element(2, process_info(P, garbage_collection_info)), is_integer(V)],
    {backtrace, Text} = process_info(P, backtrace),
    Default = [K || {K, _} <- process_info(P)],
    Twice = process_info(P, [status, status]),
    demonitor(R, [flush]),
    unlink(P),
    exit(P, kill),
    [Values, Group, Parent, Sizes, Gc, Info, is_binary(Text), binary:match(Text, <<"hold/0">>) =/= nomatch, Default, Twice].

hold() -> receive never -> ok end.

%% The registers of the functions that wait, numbered as in the code.
slots() ->
    {P, R} = spawn_monitor(fun() -> {outer(a, 1), c} end),
    wait(P, 0),
    {backtrace, Text} = process_info(P, backtrace),
    exit(P, kill),
    receive {'DOWN', R, process, _, _} -> ok end,
    [Line || <<"y(", _/binary>> = Line <- binary:split(Text, <<"\n">>, [global])].

outer(A, B) -> {inner({A, B}, "text"), B, A}.

inner(A, B) ->
    hold(),
    hold(),
    {A, B}.

wait(P, Messages) ->
    case process_info(P, [status, message_queue_len]) of
        [{status, waiting}, {message_queue_len, Messages}] -> ok;
        _ -> erlang:yield(), wait(P, Messages)
    end.

plain(L) when is_list(L) -> [plain(X) || X <- L];
plain(P) when is_pid(P) -> pid;
plain(X) -> X.

limits() ->
    [begin process_flag(max_heap_size, L), element(2, process_info(self(), max_heap_size)) end
     || L <- [1000000, #{size => 2000000, kill => false}, #{size => 3000000, error_logger => false},
              #{size => 3000000, include_shared_binaries => true}, 0]].
