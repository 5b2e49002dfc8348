%% SPDX-License-Identifier: Apache-2.0
%% What builtins about processes say is wrong, in error_info, and what they look at first.
-module(process_errors).
-export([main/0]).

main() ->
    {Dead, Monitor} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', Monitor, process, Dead, _} -> ok end,
    register(?MODULE, self()),
    Self = self(),
    process_flag(trap_exit, true),
    _ = [call(register, [Name, Pid]) || Name <- [a, undefined, "a", ?MODULE], Pid <- [Self, Dead, x]],
    _ = [call(F, [Name]) || F <- [unregister, whereis], Name <- [nobody, 1, undefined]],
    monitors(Self),
    timers(Self),
    sending(Self),
    flags(Self, Dead),
    starting(),
    _ = [call(garbage_collect, [Pid, Options]) || Pid <- [Self, Dead, 1], Options <- [[], [a], a]],
    _ = [call(suspend_process, [Pid, Options]) || Pid <- [Self, Dead, 1], Options <- [[], [a], a]],
    _ = [call(F, [Pid]) || F <- [suspend_process, resume_process], Pid <- [Self, Dead, 1]],
    _ = [call(process_info, [Pid, Item]) || Pid <- [Self, Dead, 1], Item <- [a, [a], 1, [registered_name | a]]],
    Port = list_to_port("#Port<0.123456>"),
    _ = [call(F, Args) || {F, Args} <- [{send, [Port, m]}, {send, [Port, m, []]}, {unlink, [Port]}, {link, [Port]}]],
    receive {'EXIT', Port, Reason} -> io:format("~w~n", [Reason]) end,
    process_flag(trap_exit, false),
    call(link, [Port]),
    process_flag(trap_exit, true),
    _ = [call(system_info, [{wordsize, Which}]) || Which <- [internal, external, a]],
    _ = [call(F, [1]) || F <- [link, unlink, is_process_alive, garbage_collect]],
    _ = [call(F, [Pid, Other]) || F <- [exit, group_leader], Pid <- [1, a], Other <- [Dead, 1]],
    _ = [call(halt, [Status, Options]) || Status <- [a, {}, abort, 0], Options <- [[a], a, [{flush, 1}]]],
    _ = [call(unique_integer, [Options]) || Options <- [a, [a]]],
    ok.

monitors(Self) ->
    _ = [call(monitor, [Type, Object]) || Type <- [process, port, time_offset, a, 1], Object <- [1, "a", {a, 1}, {1, node()}]],
    _ = [call(monitor, [Type, Object, Options]) || Type <- [process, a], Object <- [Self, 1], Options <- [[a], a, [{alias, a}]]],
    _ = [call(demonitor, [Reference, Options]) || Reference <- [make_ref(), a], Options <- [[], [a], a]],
    _ = [call(alias, [Options]) || Options <- [[a], a]],
    _ = [call(monitor_node, [Node, Flag, Options]) || Node <- [node(), 1], Flag <- [false, 1], Options <- [[], [a], a]],
    _ = [call(nodes, [Kind]) || Kind <- [a, 1, [], [a], [visible | a], this, [this, a]]],
    ok.

timers(Self) ->
    _ = [call(F, [Time, To, m, Options]) || F <- [start_timer, send_after], Time <- [0, -1, 1 bsl 70, a], To <- [Self, a, 1],
                                            Options <- [[], [a], a, [{abs, a}]]],
    _ = [call(start_timer, [Time, To, m]) || Time <- [-1, a], To <- [Self, 1]],
    _ = [call(F, [Timer, Options]) || F <- [cancel_timer, read_timer], Timer <- [make_ref(), a], Options <- [[], [a], a, [{async, 1}]]],
    ok.

sending(Self) ->
    _ = [call(F, [To, m, Options]) || F <- [send, send_nosuspend], To <- [Self, nobody, 1, {a, 1}], Options <- [[], [a], a]],
    _ = [call(send, [To, m]) || To <- [nobody, 1, {a, 1}]],
    ok.

flags(Self, Dead) ->
    _ = [call(process_flag, [Flag, Value])
         || {Flag, Value} <- [{a, 1}, {1, 1}, {trap_exit, 1}, {priority, a}, {min_heap_size, -1}, {save_calls, -1}, {max_heap_size, a},
                              {message_queue_data, a}, {error_handler, 1}, {sensitive, 1}, {min_bin_vheap_size, a}, {fullsweep_after, -1}]],
    _ = [call(process_flag, [Pid, Flag, Value])
         || Pid <- [Self, Dead, 1], {Flag, Value} <- [{save_calls, 0}, {save_calls, -1}, {save_calls, a}, {a, 1}, {save_calls, 10001}]],
    _ = [call(system_flag, [Flag, Value])
         || {Flag, Value} <- [{a, 1}, {1, 1}, {schedulers_online, 0}, {schedulers_online, a}, {fullsweep_after, -1}, {max_heap_size, a},
                              {backtrace_depth, -1}, {trace_control_word, a}, {multi_scheduling, a}, {scheduler_wall_time, a},
                              {time_offset, a}, {min_heap_size, a}, {erts_alloc, a}, {erts_alloc, {a, b}}]],
    ok.

starting() ->
    _ = [call(F, [Fun]) || F <- [spawn, spawn_link, spawn_monitor, spawn_request], Fun <- [fun lists:map/2, a, fun(_) -> 1 end]],
    _ = [call(spawn_opt, [Fun, Options]) || Fun <- [fun lists:map/2, fun erlang:self/0, a], Options <- [[a], a, [{priority, 1}]]],
    _ = [call(spawn_opt, [Fun, []]) || Fun <- [fun lists:map/2, a, {a, a}, {a, 1}]],
    _ = [call(F, [{a, X}]) || F <- [spawn, spawn_monitor, spawn_request], X <- [a, 1]],
    _ = [call(spawn_request, [Fun, Options]) || Fun <- [fun lists:map/2, a], Options <- [[], [a], a]],
    _ = [call(F, [Module, self, Args, Options]) || F <- [spawn_opt, spawn_request], Module <- [erlang, 1], Args <- [[], [a | b]],
                                                   Options <- [[a], a]],
    _ = [call(spawn, Args) || Args <- [[1, a, []], [a, 1, []], [a, b, [c | d]], [a, b, c]]],
    ok.

call(Function, Args) ->
    io:format("~w ", [{Function, [shown(A) || A <- Args]}]),
    try apply(erlang, Function, Args) of
        Value -> io:format("~w~n", [shown(Value)])
    catch
        Class:Reason:Stack ->
            {_, Name, _, Location} = hd(Stack),
            io:format("~w ~w ~w ~w~n", [Class, Reason, Name, lists:keyfind(error_info, 1, Location)])
    end.

shown(Pid) when is_pid(Pid) -> pid;
shown(Reference) when is_reference(Reference) -> reference;
shown(Fun) when is_function(Fun) -> 'fun';
shown({Pid, Reference}) when is_pid(Pid), is_reference(Reference) -> {pid, reference};
shown(Term) -> Term.
