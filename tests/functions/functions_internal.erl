%% SPDX-License-Identifier: Apache-2.0
%% Builtins that OTP's libraries call and programs do not: those of erts_internal, single ones of modules whose other functions
%% ask for files or networks, and the parts of loading. Which builtin is not called, and why, is left_out/0 here and in functions_special and
%% functions_builtin; unnamed/1 tells those of Erlang/OTP that are neither called nor named there.
-module(functions_internal).
-export([singles/0, left_out/0, arguments/2, arguments/3, value/2, effects/1, kind/1, unnamed/1]).
-export([beam/0, chunk/0, task/0, counters/0, no_string/0, encoded_name/0, process/0, closed_port/0,
         digest/0, trace_setting/0]).

-import(functions_random, [below/1, pick/1, made/1, one_in/1]).

%% Builtins of modules that are not called as a whole.
singles() ->
    [{error_logger, warning_map, 0}, {file, native_name_encoding, 0}, {io, printable_range, 0}, {net_kernel, dflag_unicode_io, 1},
     {prim_file, internal_name2native, 1}, {prim_file, internal_native2name, 1}, {prim_file, is_translatable, 1}].

left_out() ->
    [{"written in Erlang, around builtins", erts_internal,
      ['@flush_monitor_messages_refopt', await_microstate_accounting_modifications, await_port_send_result, await_result,
       await_sched_wall_time_modifications, {check_process_code, 3}, crasher, dist_spawn_init, dynamic_node_name, ets_info_binary,
       flush_monitor_messages, gather_io_bytes, gather_microstate_accounting_result, gather_sched_wall_time_result,
       gather_system_check_result, get_internal_state_blocked, {is_process_alive, 1}, set_code_and_literal_cleaner_prio, spawn_init,
       system_flag_scheduler_wall_time, wait_release_literal_area_switch, {dist_ctrl_put_data, 2}]},
     {"is about other nodes", erts_internal,
      [abort_pending_connection, create_dist_channel, dist_spawn_request, get_dflags, new_connection]},
     {"opens ports", erts_internal, [open_port]},
     {"acts on other processes for the library of the machine itself", erts_internal,
      [check_dirty_process_code, dirty_process_handle_signals, {is_process_alive, 2}, is_process_executing_dirty, process_display,
       {request_system_task, 4}, spawn_system_process]},
     {"traces", erts_internal, [trace, trace_pattern]},
     {"takes away what other processes rely on", erts_internal, [erase_persistent_terms]},
     {"sees tables of others, and objects that have been deleted", erts_internal,
      [ets_lookup_binary_info, ets_raw_first, ets_raw_next, ets_super_user]},
     {"tells how a machine manages its memory", erts_internal, [gather_alloc_histograms, gather_carrier_info, map_hashmap_children]},
     {"tells how many threads of its own a machine has", erts_internal, [no_aux_work_threads]},
     {"loads code", erts_internal, [prepare_loading, purge_module]},
     {"is between a machine and its collector of literals", erts_literal_area_collector, [release_area_switch, send_copy_request]},
     {"loads drivers", erl_ddll, [demonitor, format_error_int, info, loaded_drivers, monitor, try_load, try_unload]},
     {"is between a machine and its own library", prim_file, [internal_normalize_utf8]}].

%% The builtins of this Erlang/OTP that are neither among Called nor left out: {Module, Name, Arity}.
unnamed(Called) ->
    [F || {Module, Name, Arity} = F <- lists:sort(erlang:system_info(snifs)), not lists:member(F, Called),
          not functions_special:left_out(Module, Name, Arity)].

%% ---- arguments ----

arguments(net_kernel, dflag_unicode_io, 1) -> {types, [{union, [pid, own(process)]}]};
arguments(prim_file, is_translatable, 1) -> {types, [{union, [binary, string, any]}]};
arguments(prim_file, internal_name2native, 1) -> {types, [{union, [own(encoded_name), string, atom]}]};
arguments(prim_file, internal_native2name, 1) -> {types, [{union, [{call, erlang, iolist_to_binary, [own(encoded_name)]}, binary]}]};
arguments(erts_internal, F, A) ->
    case types(F, A) of
        default -> default;
        Types -> {types, Types}
    end;
arguments(_, _, _) -> default.

types(atomics_new, 2) -> [{kept, size()}, {union, [{range, 0, 3}, own_extreme()]}];
types(counters_new, 1) -> [{kept, size()}];
types(F, A) when F =:= counters_get; F =:= counters_put; F =:= counters_add; F =:= counters_info ->
    lists:sublist([own(counters), {call, functions_builtin, index, []}, own_extreme()], A);
types(beamfile_module_md5, 1) -> [own(beam)];
types(beamfile_chunk, 2) -> [own(beam), own(chunk)];
types(check_process_code, 1) -> [{union, [{is, functions_call}, {is, functions_no_such_module}, integer]}];
types(garbage_collect, 1) -> [{union, [{is, major}, {is, minor}, atom]}];
types(group_leader, 2) -> [{call, functions_process, other, []}, {union, [{call, erlang, self, []}, any]}];
types(group_leader, 3) -> [{call, functions_process, other, []}, {union, [{call, erlang, self, []}, any]}, reference];
types(is_system_process, 1) -> [{union, [own(process), pid]}];
%% Where an iterator stands is the machine's own; 0 is the beginning. Others crash Erlang/OTP.
types(map_next, 3) -> [{kept, {is, 0}}, {kept, {map, [{assoc, {range, 0, 60}, any}]}}, {kept, {union, [{is, iterator}, {is, []}]}}];
types(port_call, 3) -> [own(closed_port), {range, 0, 9}, any];
types(port_control, 3) -> [own(closed_port), {range, 0, 9}, {named, functions, iodata, []}];
types(port_command, 3) -> [own(closed_port), {named, functions, iodata, []}, {list, {union, [{is, force}, {is, nosuspend}, {is, a}]}}];
types(F, A) when F =:= port_close; F =:= port_info -> lists:sublist([own(closed_port), {union, [{is, name}, {is, links}, {is, id}, atom]}], A);
types(port_connect, 2) -> [own(closed_port), own(process)];
types(process_flag, 3) -> [own(process), {union, [{is, save_calls}, atom]}, {union, [{range, 0, 9}, own_extreme()]}];
types(request_system_task, 3) -> [own(process), {union, [{is, P} || P <- [low, normal, high, max, a]]}, own(task)];
types(scheduler_wall_time, 1) -> [any];
types(spawn_request, 4) -> [{kept, {is, erlang}}, {kept, {is, self}}, {kept, {is, []}}, {call, functions_process, spawn_options, []}];
types(suspend_process, 2) ->
    [{call, functions_process, other, []}, {list, {union, [{is, unless_suspending}, {is, asynchronous}, {tuple, [{is, asynchronous}, any]}, {is, a}]}}];
types(system_check, 1) -> [{union, [{is, schedulers}, any]}];
types(_, _) -> default.

%% Of the module erlang.
arguments(F, 1) when F =:= has_prepared_code_on_load; F =:= finish_loading; F =:= call_on_load_function ->
    {types, [{kept, {union, [reference, integer, {call, ?MODULE, no_string, []}, {list, reference}]}}]};
arguments(finish_after_on_load, 2) -> {types, [{kept, {union, [{is, functions_no_such_module}, integer]}}, boolean]};
arguments(display_string, 1) -> {types, [{kept, own(no_string)}]};
arguments(md5_update, 2) -> {types, [{kept, own(digest)}, {named, functions, iodata, []}]};
arguments(seq_trace, 2) -> {apply, ?MODULE, trace_setting};
arguments(F, A) when F =:= seq_trace_info; F =:= seq_trace_print ->
    {types, lists:nthtail(2 - A, [{kept, {union, [{natural, 0}, atom]}},
                                  case F of
                                      seq_trace_info -> {union, [{is, I} || I <- [label, serial, send, 'receive', print, timestamp, a]]};
                                      seq_trace_print -> any
                                  end])};
arguments(dt_spread_tag, 1) -> {types, [{union, [boolean, any]}]};
arguments(dt_restore_tag, 1) -> {types, [{kept, {union, [{is, true}, integer]}}]};
arguments(F, A) when F =:= port_get_data; F =:= port_set_data -> {types, lists:sublist([own(closed_port), any], A)};
arguments(_, _) -> default.

own(Function) -> {call, ?MODULE, Function, []}.

own_extreme() -> {call, functions_builtin, extreme, []}.

%% No number between, as much memory as that may be there and take long, or end Erlang/OTP.
size() -> {union, [{size, 40}, {is, 1 bsl 63}, {is, 1 bsl 64}, {is, 1 bsl 70}, {is, -1 bsl 64}]}.

counters() ->
    Counters = erts_internal:counters_new(pick([1, 2, 8])),
    _ = [erts_internal:counters_put(Counters, 1, pick([0, 1, -1 bsl 63, (1 bsl 63) - 1, 1 bsl 60, below(1000)])) || one_in(2)],
    Counters.

process() -> made([fun erlang:self/0, fun functions_process:ended/0, fun functions_value:pid/0]).

closed_port() -> made([fun functions_value:port/0, fun functions_value:atom/0]).

no_string() -> pick([a, 1, 1.0, <<"a">>, {}, #{}, [a], [-1], [$a | b], [[]], [1 bsl 40], 1 bsl 64]).

encoded_name() -> pick(["abc", <<"abc">>, "é", [16#3b1, $b], <<"é"/utf8>>, [255, 0], ["a", $b, <<"c">>], <<255, 254>>, [-1], "a" ++ [0], [], a]).

digest() -> erlang:md5_update(erlang:md5_init(), functions_value:iodata(1)).

%% A file in the form of a compiled module, whole or damaged. No chunk is there twice, which Tick takes for a fault.
beam() ->
    Chunks = iolist_to_binary([chunk_bytes(Name) || Name <- [<<"Atom">>, <<"AtU8">>, <<"Code">>, <<"Attr">>, <<"Docs">>, <<"ExpT">>], one_in(2)]),
    Whole = <<"FOR1", (byte_size(Chunks) + 4):32, "BEAM", Chunks/binary>>,
    case below(5) of
        0 -> binary:part(Whole, 0, below(byte_size(Whole)));
        1 -> functions_value:binary();
        2 -> <<Whole/binary, (functions_value:binary())/binary>>;
        _ -> Whole
    end.

chunk_bytes(Name) ->
    Data = functions_value:binary(),
    <<Name/binary, (byte_size(Data)):32, Data/binary, 0:(8 * ((4 - byte_size(Data) rem 4) rem 4))>>.

chunk() -> pick(["Atom", "AtU8", "Code", "Attr", "Docs", "Nope", "Ato", "Atoms", [], [$A, 0, 255, 256], [$A, $t, a, $m], <<"Atom">>, 'Atom']).

task() ->
    Id = functions_value:reference(),
    pick([{garbage_collect, Id, major}, {garbage_collect, Id, minor}, {check_process_code, Id, functions_no_such_module}, {a, Id},
          {garbage_collect, Id}, {garbage_collect, Id, a}, {}, a]).

trace_setting() ->
    Flag = pick([send, 'receive', print, timestamp, monotonic_timestamp, strict_monotonic_timestamp]),
    pick([[sequential_trace_token, []], [Flag, false], [Flag, pick([a, 1, []])], [pick([a, 1, "send"]), true]]).

%% ---- what is compared ----

%% What is an identifier, a number of units, or a digest that has not come to its end, is each machine's own.
value({erts_internal, F, _}, Value) when F =:= time_unit; F =:= perf_counter_unit; F =:= scheduler_wall_time -> kind(Value);
value({erts_internal, term_type, [Bits]}, _) when is_bitstring(Bits) -> bitstring;
value({erts_internal, counters_info, _}, Info) when is_map(Info) -> maps:remove(memory, Info);
value({erts_internal, atomics_new, _}, Array) -> maps:remove(memory, atomics:info(Array));
value({erlang, md5_init, []}, Context) -> erlang:md5_final(Context);
value({erlang, md5_update, [_, _]}, Context) -> erlang:md5_final(Context);
value({erts_internal, map_next, [_, Map, _]}, Value) when map_size(Map) > 32 -> kind(Value);
value(Call, Value) -> functions_process:value(Call, Value).

effects({erts_internal, F, [Counters, Index | _]}) when F =:= counters_put; F =:= counters_add ->
    try erts_internal:counters_get(Counters, Index) catch error:badarg -> none end;
effects(_) -> none.

kind(Value) when is_integer(Value) -> '$integer';
kind(Value) when is_boolean(Value) -> '$boolean';
kind(Value) when is_tuple(Value) -> '$tuple';
kind(Value) when is_list(Value) -> '$list';
kind(Value) when is_map(Value) -> '$map';
kind(Value) -> Value.
