%% SPDX-License-Identifier: Apache-2.0
%% Builtins of the module erlang that act on processes, timers, names and the machine. Each call has a process of its own, so
%% most may do to it what they do; those that would end it, or change the machine for the calls that follow, get only arguments
%% that are wrong. What depends on the time or on the machine is compared by its kind.
-module(functions_process).
-export([acts/2, arguments/2, value/2, effects/1]).
-export([ended/0, process/0, other/0, name/0, timer/0, monitor/0, exit_2/0, halt_2/0, halt_1/0, system_flag/0, hibernate/0, group_leader/0, suspend/0,
         spawn_options/0, amount/0, spawn_arguments/0, known_function/0, send_options/0]).

-import(functions_random, [below/1, pick/1, made/1, many/2, one_in/1]).

%% Is it one of those that may do something to the process?
acts(Function, Arity) -> lists:member(Function, acting()) orelse lists:member({Function, Arity}, acting()).

acting() ->
    [alias, unalias, check_process_code, cancel_timer, read_timer, start_timer, send_after, demonitor, monitor, link, unlink, {exit, 2}, garbage_collect,
     group_leader, is_process_alive, process_flag, process_info, register, unregister, whereis, {send, 2}, {send, 3}, '!', send_nosuspend,
     resume_process, suspend_process, self, node, nodes, monitor_node, is_alive, bump_reductions, yield, spawn, spawn_link,
     spawn_monitor, spawn_opt, spawn_request, spawn_request_abandon, halt, hibernate, put, get, erase, get_keys, make_ref].

clocks() -> [monotonic_time, system_time, time_offset, unique_integer, timestamp, now, date, time, localtime, universaltime].

machine() -> [system_info, statistics, memory, system_flag].

%% ---- arguments ----

arguments(F, A) ->
    case types(F, A) of
        {apply, Function} -> {apply, ?MODULE, Function};
        default -> default;
        Types -> {types, Types}
    end.

types(F, 1) when F =:= link; F =:= unlink; F =:= is_process_alive; F =:= garbage_collect; F =:= resume_process -> [own(process)];
types(garbage_collect, 2) -> [own(process), {list, {union, [{tuple, [{is, type}, {union, [{is, major}, {is, minor}]}]}, {is, a}]}}];
types(check_process_code, A) ->
    Option = {union, [{tuple, [{is, async}, {is, a}]}, {tuple, [{is, allow_gc}, {union, [boolean, {is, a}]}]}, {is, a}]},
    lists:sublist([own(process), {union, [{is, functions_call}, {is, lists}, integer]}, {list, Option}], A);
types(suspend_process, _) -> {apply, suspend};
types(exit, 2) -> {apply, exit_2};
types(halt, 1) -> {apply, halt_1};
types(halt, 2) -> {apply, halt_2};
types(hibernate, 3) -> {apply, hibernate};
types(system_flag, 2) -> {apply, system_flag};
types(group_leader, 2) -> {apply, group_leader};
types(unalias, 1) -> [{union, [{call, erlang, alias, []}, reference]}];
types(F, 1) when F =:= cancel_timer; F =:= read_timer -> [own(timer)];
types(F, 2) when F =:= cancel_timer; F =:= read_timer ->
    [own(timer), {list, {union, [{tuple, [{is, async}, {is, false}]}, {tuple, [{is, info}, boolean]}, {is, a}, {tuple, [{is, info}, {is, 1}]}]}}];
types(F, A) when F =:= start_timer; F =:= send_after ->
    lists:sublist([{union, [{size, 100000}, own_extreme()]}, {union, [own(process), own(name), any]}, any,
                   {list, {union, [{tuple, [{is, abs}, boolean]}, {is, a}]}}], A);
types(demonitor, 1) -> [own(monitor)];
types(demonitor, 2) -> [own(monitor), {list, {union, [{is, flush}, {is, info}, {is, a}]}}];
types(monitor, A) ->
    lists:sublist([{union, [{is, process}, {is, process}, {is, time_offset}, atom]},
                   {union, [own(process), own(name), {is, clock_service}, {tuple, [own(name), {is, nonode@nohost}]}, any]},
                   {list, {union, [{tuple, [{is, alias}, {union, [{is, explicit_unalias}, {is, demonitor}, {is, reply_demonitor}, atom]}]},
                                   {tuple, [{is, tag}, any]}, {is, a}]}}], A);
types(process_flag, 2) ->
    [{union, [{is, Flag} || Flag <- flags()]}, {kept, {union, [boolean, own(amount), {is, low}, {is, normal}, {is, high}, {is, off_heap},
                                                       {is, on_heap}, {is, error_handler}, {map, [{assoc, atom, {natural, 0}}]}, atom]}}];
types(process_flag, 3) -> [own(process), {is, save_calls}, {union, [{natural, 0}, own(amount)]}];
types(process_info, 2) ->
    Item = {union, [{is, I} || I <- items()] ++ [atom]},
    [own(process), {union, [Item, {list, Item}]}];
types(process_info, 1) -> [{union, [{call, erlang, self, []}, own(ended), any]}];
types(register, 2) -> [own(name), {union, [{call, erlang, self, []}, any]}];
types(F, 1) when F =:= unregister; F =:= whereis -> [own(name)];
types(F, A) when F =:= send; F =:= send_nosuspend; F =:= '!' ->
    lists:sublist([{union, [own(process), own(name), {tuple, [own(name), {is, nonode@nohost}]}, reference]}, any, own(send_options)], A);
types(node, 1) -> [{union, [own(process), reference, port, any]}];
types(nodes, A) ->
    Kind = {union, [{is, visible}, {is, hidden}, {is, connected}, {is, this}, {is, known}, atom]},
    lists:sublist([{union, [Kind, {list, Kind}]}, {map, [{assoc, {union, [{is, node_type}, {is, connection_id}, atom]}, boolean}]}], A);
types(monitor_node, A) -> lists:sublist([{union, [{is, nonode@nohost}, integer]}, boolean, {list, {union, [{is, allow_passive_connect}, {is, a}]}}], A);
types(alias, 1) -> [{list, {union, [{is, explicit_unalias}, {is, reply}, {is, a}]}}];
types(bump_reductions, 1) -> [{union, [{range, 1, 1000}, {is, -1}, {is, a}, {is, 1 bsl 64}]}];
types(F, 1) when F =:= put; F =:= get; F =:= erase; F =:= get_keys -> [any];
types(F, A) when F =:= monotonic_time; F =:= system_time; F =:= time_offset ->
    lists:sublist([{union, [own_extreme() | [{is, U} || U <- [second, millisecond, microsecond, nanosecond, native, perf_counter, seconds, a]]]}], A);
types(unique_integer, 1) -> [{list, {union, [{is, positive}, {is, monotonic}, {is, a}]}}];
types(system_info, 1) -> [{union, [{is, I} || I <- system_items()] ++ [any]}];
types(statistics, 1) -> [{union, [{is, I} || I <- statistics_items()] ++ [atom]}];
types(memory, 1) ->
    Type = {union, [{is, T} || T <- [total, processes, processes_used, system, atom, atom_used, binary, code, ets, a]]},
    [{kept, {union, [Type, {list, Type}, {is, 1}]}}];
types(F, 3) when F =:= function_exported; F =:= is_builtin -> {apply, known_function};
types(F, 1) when F =:= module_loaded; F =:= check_old_code; F =:= delete_module -> [{kept, {union, [{is, functions_no_such_module}, own(no_atom)]}}];
types(get_module_info, A) ->
    lists:sublist([{kept, {union, [{is, functions_call}, {is, functions_no_such_module}]}},
                   {union, [{is, I} || I <- [module, attributes, exports, functions, md5, nifs, native, a]]}], A);
types(F, 1) when F =:= spawn; F =:= spawn_link; F =:= spawn_monitor; F =:= spawn_request -> [{union, ['fun', any]}];
types(F, 2) when F =:= spawn; F =:= spawn_link -> [{is, nonode@nohost}, {union, [{is, fun erlang:self/0}, any]}];
%% Wrong ones are found in a function of Erlang/OTP's own, whose place is in the trace.
types(spawn_monitor, 3) -> [{kept, {is, erlang}}, {kept, {is, self}}, {kept, {is, []}}];
types(F, 3) when F =:= spawn; F =:= spawn_link; F =:= spawn_request -> [{union, [{is, erlang}, integer]}, {union, [{is, self}, integer]}, {kept, own(spawn_arguments)}];
types(spawn_opt, 2) -> [{kept, {is, fun erlang:self/0}}, own(spawn_options)];
types(spawn_opt, 4) -> [{union, [{is, erlang}, integer]}, {union, [{is, self}, integer]}, {kept, own(spawn_arguments)}, own(spawn_options)];
types(spawn_request, 2) -> [{union, [{is, fun erlang:self/0}, integer]}, own(spawn_options)];
types(spawn_request, 4) -> [{union, [{is, erlang}, integer]}, {union, [{is, self}, integer]}, {kept, own(spawn_arguments)}, own(spawn_options)];
types(spawn_request_abandon, 1) -> [reference];
types(_, _) -> default.

own(no_atom) -> {union, [integer, string, binary]};
own(Function) -> {call, ?MODULE, Function, []}.

own_extreme() -> {call, functions_builtin, extreme, []}.

flags() ->
    [trap_exit, priority, error_handler, min_heap_size, min_bin_vheap_size, max_heap_size, message_queue_data, save_calls, sensitive, fullsweep_after,
     a].

items() ->
    [registered_name, trap_exit, priority, message_queue_len, messages, links, monitors, monitored_by, dictionary, status, error_handler, group_leader,
     heap_size, total_heap_size, stack_size, reductions, memory, min_heap_size, min_bin_vheap_size, max_heap_size, message_queue_data, suspending,
     catchlevel, garbage_collection, garbage_collection_info, initial_call, binary, sequential_trace_token, parent, fullsweep_after, current_stacktrace].

%% Those that both have.
system_items() ->
    [wordsize, {wordsize, internal}, {wordsize, external}, {wordsize, a}, otp_release, machine, atom_count, atom_limit, process_limit,
     process_count, port_count, schedulers, schedulers_online, smp_support, threads, thread_pool_size, multi_scheduling, version, compat_rel,
     creation, system_architecture, system_version, start_time, time_correction, time_warp_mode, time_offset, tolerant_timeofday,
     dirty_cpu_schedulers, dirty_cpu_schedulers_online, dirty_io_schedulers, garbage_collection, max_heap_size, sequential_tracer, logical_processors, cpu_topology, {cpu_topology, used},
     endian, kernel_poll, min_heap_size, fullsweep_after, heap_type, modified_timing_level, build_type, emu_type, debug_compiled, port_parallelism, scheduler_id,
     trace_control_word, dynamic_trace, scheduler_bind_type, scheduler_bindings, halt_flush_timeout, message_queue_data, ets_count, taints, dist_ctrl, lock_checking,
     dynamic_trace_probes, multi_scheduling_blockers, normal_multi_scheduling_blockers, min_bin_vheap_size].

statistics_items() ->
    [context_switches, exact_reductions, garbage_collection, io, reductions, run_queue, run_queue_lengths, run_queue_lengths_all, runtime, wall_clock,
     scheduler_wall_time, scheduler_wall_time_all, total_active_tasks, total_active_tasks_all, total_run_queue_lengths, total_run_queue_lengths_all,
     active_tasks, active_tasks_all, a].

%% ---- processes, names, timers ----

process() -> made([fun erlang:self/0, fun ended/0, fun waiting/0, fun functions_value:pid/0]).

%% Not the caller.
other() -> made([fun ended/0, fun waiting/0, fun functions_value:pid/0]).

ended() ->
    {Pid, Monitor} = spawn_monitor(fun() -> ok end),
    receive {'DOWN', Monitor, process, Pid, _} -> Pid end.

%% Waits for the end of the caller.
waiting() ->
    Caller = self(),
    spawn(fun() -> Monitor = monitor(process, Caller), receive {'DOWN', Monitor, process, _, _} -> ok end end).

name() ->
    _ = one_in(4) andalso whereis(functions_process_1) =:= undefined andalso register(functions_process_1, self()),
    pick([functions_process_1, functions_process_1, functions_process_2, undefined, '', 1, "a"]).

timer() -> made([fun() -> erlang:start_timer(1 bsl 40, self(), a) end, fun functions_value:reference/0, fun erlang:make_ref/0]).

monitor() -> made([fun() -> erlang:monitor(process, waiting()) end, fun functions_value:reference/0]).

exit_2() -> [made([fun other/0, fun wrong/0]), pick([normal, kill, a, {a}])].

suspend() ->
    Options = fun() -> pick([[], [unless_suspending], [a], [asynchronous, unless_suspending], a]) end,
    [made([fun process/0, fun wrong/0]) | case one_in(2) of true -> []; false -> [Options()] end].

group_leader() -> [made([fun waiting/0, fun wrong/0]), made([fun erlang:self/0, fun ended/0, fun wrong/0])].

%% No text, which would end the machine, and no number that is a status.
halt_1() -> [pick([-1, 1.0, {}, -1 bsl 70, <<"a">>, [a], [-1], #{}])].
halt_2() -> [pick([-1, 1.0, {}, 0, abort]), pick([[a], a, [{flush, 1}], [{a, true}], 1])].

hibernate() -> pick([[1, a, []], [a, 1, []], [a, b, c], [a, b, [c | d]], [a, b, 1]]).

system_flag() ->
    pick([[a, 1], [1, 1], [schedulers_online, 0], [schedulers_online, a], [schedulers_online, 1 bsl 64], [multi_scheduling, a], [fullsweep_after, -1],
          [fullsweep_after, a], [min_heap_size, -1], [min_heap_size, a], [max_heap_size, a], [max_heap_size, -1], [time_offset, a], [trace_control_word, -1],
          [trace_control_word, a], [backtrace_depth, -1], [backtrace_depth, a], [scheduler_wall_time, a],
          [erts_alloc, a], [min_bin_vheap_size, -1]]).

%% Not less than what the call needs, which may be a limit; and not 2^59 words of heap, which end Erlang/OTP.
amount() -> pick([0, 100000, 100000 + below(100000), -1, 1 bsl 60, 1 bsl 64, -1 bsl 64, 1.0, a, {}]).

%% Not more than 255.
spawn_arguments() -> pick([[], [], [a], many(below(256), fun erlang:make_ref/0), [a | b], a]).

wrong() -> pick([a, 1, 1.0, {}, [], <<>>, #{}, make_ref(), fun erlang:self/0, 1 bsl 64]).

send_options() -> many(below(3), fun() -> pick([noconnect, nosuspend, noconnect, a]) end).

spawn_options() ->
    Option = fun() ->
        pick([link, monitor, {priority, pick([low, normal, high, a])}, {fullsweep_after, pick([0, 10, -1, a, 1 bsl 64])},
              {min_heap_size, pick([0, 100, -1, a, 1 bsl 64])}, {min_bin_vheap_size, pick([0, -1])}, {max_heap_size, pick([0, 100000, -1, a, #{size => 0}])},
              {message_queue_data, pick([on_heap, off_heap, a])}, {monitor, pick([[], [{alias, demonitor}], [a], a])}, {reply, pick([yes, no, a])},
              {reply_tag, a}, a, {a, 1}])
    end,
    case one_in(12) of
        true -> pick([a, [link | a]]);
        false -> many(below(3), Option)
    end.

known_function() ->
    pick([[lists, map, 2], [lists, reverse, 2], [lists, reverse, 1], [erlang, '+', 2], [erlang, apply, 3], [erlang, apply, 2], [erlang, self, 0],
          [erlang, no_such, 0], [maps, map, 2], [maps, get, 2], [ets, new, 2], [ets, tab2list, 1], [functions_no_such_module, a, 0],
          [lists, map, -1], [lists, map, 256], [lists, map, 1 bsl 64], [lists, map, a], [1, map, 2], [lists, "map", 2], [binary, match, 2],
          [unicode, characters_to_binary, 1], [math, sin, 1], [functions_call, outcome, 3], [functions_call, trace, 1]]).

%% ---- what is compared ----

value({erlang, F, _}, Value) ->
    case lists:member(F, clocks()) orelse lists:member(F, machine()) of
        true -> kind(Value);
        false -> process_value(F, Value)
    end;
value(_, Value) -> Value.

process_value(process_info, Items) when is_list(Items) -> lists:sort([item(I) || I <- Items]);
process_value(process_info, Item) -> item(Item);
process_value(F, Value) when F =:= processes; F =:= ports; F =:= registered; F =:= loaded; F =:= pre_loaded; F =:= get_module_info -> kind(Value);
process_value(F, Left) when F =:= cancel_timer; F =:= read_timer -> kind(Left);
process_value(process_flag, Size) -> kind(Size);
process_value(F, Values) when F =:= get; F =:= erase; F =:= get_keys -> if is_list(Values) -> lists:sort(Values); true -> Values end;
%% Of other nodes those are known that a living identifier is of.
process_value(nodes, Nodes) -> [N || N <- Nodes, N =:= node() orelse element(1, N) =:= node()];
process_value(_, Value) -> Value.

%% Another process may just be about to wait.
item({status, _}) -> {status, '$status'};
item({Name, Value}) -> {Name, kind(Value)};
item(Other) -> Other.

%% What sort of term it is.
kind(Term) when is_integer(Term) -> '$integer';
kind(Term) when is_float(Term) -> '$float';
kind(Term) when is_binary(Term) -> '$binary';
kind(Term) when is_tuple(Term) -> list_to_tuple([kind(E) || E <- tuple_to_list(Term)]);
kind([]) -> '$list';
kind(Term) when is_list(Term) -> '$list';
kind(Term) when is_map(Term) -> '$map';
kind(Term) when is_atom(Term) -> Term;
kind(Term) -> Term.

%% What the call has made of its process.
effects(_) ->
    {links, Links} = process_info(self(), links),
    {dictionary, Dictionary} = process_info(self(), dictionary),
    [length(Links), lists:sort(Dictionary)
     | [process_info(self(), I) || I <- [trap_exit, priority, registered_name, error_handler, message_queue_data]]].
