%% SPDX-License-Identifier: Apache-2.0
%% Where OTP's declarations of types are not enough: data types that must be built by their own modules, arguments that
%% say how much is made, arguments that belong together; and the functions that are not called, with the reason.
-module(functions_special).
%% The module random is old, not gone.
-compile([{nowarn_deprecated_function, [{random, seed, 3}]}]).
-export([modules/0, left_out/3, meant/3, type/3, arguments/3, value/3, prepare/1]).

-import(functions_random, [below/1, one_in/1, pick/1]).

%% The modules whose functions are called. Builtins are those that are declared in them.
modules() ->
    functions_builtin:modules() ++
    [array, base64, binary, calendar, dict, digraph, digraph_utils, erl_anno, erl_bits, erl_error, erl_eval, erl_expand_records,
     erl_internal, erl_lint, erl_parse, erl_posix_msg, erl_pp, erl_scan, erl_stdlib_errors, erlang, erts_internal,
     eval_bits, filename, gb_sets, gb_trees, io_lib, io_lib_format, io_lib_fread, io_lib_pretty, lists, maps, math, ms_transform, orddict,
     ordsets, otp_internal, proplists, queue, rand, random, re, sets, sofs, string, timer, unicode, unicode_util, uri_string].

%% ---- what is not called ----

left_out(Module, Function, Arity) ->
    lists:any(fun({_Reason, Module1, Names}) ->
                  Module1 =:= Module andalso (lists:member(Function, Names) orelse lists:member({Function, Arity}, Names))
              end, left_out() ++ functions_builtin:left_out() ++ functions_internal:left_out()).

left_out() ->
    [{"asks for the time or a time zone", calendar, [local_time, universal_time, {iso_week_number, 0}]},
     {"takes long", rand, [bc64]},
     {"prints", rand, [format_jumpconst58]},
     {"seeds from the time", rand, [mwc59_seed, {seed, 1}, {seed_s, 1}]},
     {"asks for files or the environment", filename, [absname, absname_join, basedir, find_src, safe_relative_path]},
     {"acts on ports or other nodes, or is between a machine and its own library", erlang,
      [disconnect_node, dist_ctrl_get_data, dist_ctrl_get_data_notification, dist_ctrl_get_opt,
       dist_ctrl_input_handler, dist_ctrl_put_data, dist_ctrl_set_opt, dist_get_stat, exit_signal,
       garbage_collect_message_area, get_cookie, open_port, port_call, port_close, port_command, port_connect, port_control,
       port_info, process_display, purge_module, set_cookie, setnode, dsend,
       dsend_continue_trap, dexit, dlink, dunlink, dmonitor_node, dgroup_leader, dmonitor_p, delay_trap]},
     {"asks for the state of the machine, or changes it", erlang,
      [system_monitor, system_profile, trace, trace_delivered, trace_info, trace_pattern, dt_append_vm_tag_data, dt_get_tag,
       dt_get_tag_data, dt_prepend_vm_tag_data, dt_put_tag, display, display_nl, {display_string, 2},
       alloc_info, alloc_sizes, gc_info, gather_gc_info_result, set_cpu_topology, format_cpu_topology]},
     {"ends the machine", erlang, [{halt, 0}]},
     {"starts processes on nodes", erlang,
      [{spawn, 2}, {spawn, 4}, {spawn_link, 2}, {spawn_link, 4}, {spawn_monitor, 2}, {spawn_monitor, 4}, {spawn_opt, 3},
       {spawn_opt, 5}, {spawn_request, 3}, {spawn_request, 5}]},
     {"loads code", erlang, [load_module, load_nif, prepare_loading]},
     {"waits for messages", timer, [sleep, send_after, apply_after, apply_interval, send_interval, exit_after, kill_after,
                                    cancel, start, start_link, tc, now_diff, init, handle_call, handle_info, handle_cast,
                                    terminate, code_change, kill_after, get_status]},
     {"calls what the arguments say, which may have any effect", io_lib, [get_until]},
     {"is between a machine and its own library", re, [grun, urun, ucompile]},
     {"depends on how memory is managed", binary, [referenced_byte_size]}].

%% Calls whose answers are meant to differ: see docs/differences.md.
meant(string, list_to_integer, [Text]) -> has_wide(Text, "0123456789");
meant(erlang, list_to_integer, [Text]) -> has_wide(Text, "0123456789");
meant(erlang, list_to_integer, [Text, _]) -> has_wide(Text, lists:seq($0, $9) ++ lists:seq($A, $Z) ++ lists:seq($a, $z));
meant(erlang, Function, [_, Options]) when Function =:= float_to_list; Function =:= float_to_binary -> strips_integer(Options);
meant(unicode, characters_to_binary, [Text, In, latin1]) ->
    lists:member(In, [utf32, {utf32, big}, {utf32, little}]) andalso not (is_binary(Text) andalso byte_size(Text) rem 4 =:= 0)
        orelse lists:member(In, [utf16, {utf16, big}, {utf16, little}]) andalso not is_iodata(Text);
meant(erlang, posixtime_to_universaltime, [Seconds]) -> is_integer(Seconds) andalso Seconds < year(1);
%% A default of no elements crashes Erlang/OTP.
meant(ets, update_counter, [_, _, _, {}]) -> true;
meant(erlang, binary_to_term, [<<131, Tag, _/bitstring>> | _]) -> lists:member(Tag, "IK");
%% A name of some bits and bytes crashes Erlang/OTP now and then.
meant(prim_file, _, [Bits]) -> is_bitstring(Bits) andalso not is_binary(Bits);
%% The context, which is each machine's own, would be in the trace.
meant(erlang, md5_update, [_, Data]) -> not is_iodata(Data);
%% Of what is no whole bytes Erlang/OTP encodes some, or nothing, or complains.
meant(binary, encode_hex, [Bits | _]) -> is_bitstring(Bits) andalso not is_binary(Bits);
%% What is no hexadecimal digit is found by a function that Erlang/OTP calls, which its trace then names.
meant(binary, decode_hex, [Digits]) when is_bitstring(Digits), byte_size(Digits) rem 2 =:= 0 ->
    not is_binary(Digits) orelse re:run(Digits, "[^0-9A-Fa-f]", [{capture, none}]) =:= match;
meant(_, _, _) -> false.

is_iodata(Text) -> try iolist_size(Text) of _ -> true catch error:badarg -> false end.

%% Where a year of the Common Era begins, in seconds from 1970.
year(Year) -> calendar:datetime_to_gregorian_seconds({{Year, 1, 1}, {0, 0, 0}}) - 62167219200.

%% A character above 255 whose low byte is one of Digits.
has_wide([Char | Rest], Digits) ->
    is_integer(Char) andalso Char > 255 andalso lists:member(Char band 255, Digits) orelse has_wide(Rest, Digits);
has_wide(_, _) -> false.

%% The last number of decimals is 0, and zeros at the end shall be dropped.
strips_integer(Options) when length(Options) >= 0 ->
    lists:member(compact, Options) andalso lists:last([none] ++ [N || {decimals, N} <- Options]) =:= 0;
strips_integer(_) -> false.

%% What of a value is the same on every machine.
value(erlang, Function, Binaries) when is_list(Binaries), Function =:= term_to_iovec orelse Function =:= iolist_to_iovec ->
    iolist_to_binary(Binaries);
value(re, _, {error, {compile, _}}) -> no_expression;
value(re, _, {error, {_, _}}) -> no_expression;
value(re, version, <<_/binary>>) -> version;
value(Module, Function, Value) when Module =:= digraph; Module =:= digraph_utils -> in_graph(Function, Value);
value(_, _, Value) -> Value.

%% The order of what a table of type set has is each machine's own; it decides where a search begins.
in_graph(info, Values) -> lists:keydelete(memory, 1, Values);
in_graph(_, Values) when length(Values) > 0 -> lists:sort([in_graph(list, V) || V <- Values]);
in_graph(_, Value) -> Value.

%% What a function needs to find in its process.
prepare(rand) -> rand:seed(exsss, {1, 2, below(1000)});
prepare(random) -> random:seed(1, 2, below(1000));
%% Signals from the processes that the arguments have made are not to end it.
prepare(erlang) -> process_flag(trap_exit, true);
prepare(_) -> ok.

%% ---- data types ----

type(array, array, [T]) ->
    {union, [{call, array, from_list, [{list, T}]}, {call, array, from_list, [{list, T}, T]},
             {call, array, fix, [{call, array, from_list, [{list, T}]}]},
             {call, array, set, [{size, 150}, T, {call, array, from_list, [{list, T}]}]}]};
type(array, array_indx, []) -> {size, 60};
type(array, array_opts, []) ->
    {list, {union, [{is, fixed}, {tuple, [{is, fixed}, boolean]}, {tuple, [{is, default}, any]}, {size, 100},
                    {tuple, [{is, size}, {size, 100}]}]}};
type(dict, dict, [K, V]) -> {call, dict, from_list, [{list, {tuple, [K, V]}}]};
type(gb_sets, set, [T]) ->
    {union, [{call, gb_sets, from_list, [{list, T}]}, {call, gb_sets, from_ordset, [ordset(T)]},
             {call, gb_sets, add_element, [T, {call, gb_sets, from_list, [{list, T}]}]}]};
type(gb_sets, iter, [T]) ->
    {union, [{call, gb_sets, iterator, [set(gb_sets, T)]}, {call, gb_sets, iterator_from, [T, set(gb_sets, T)]}]};
type(gb_trees, tree, [K, V]) ->
    {union, [{call, gb_trees, from_orddict, [orddict(K, V)]},
             {call, gb_trees, enter, [K, V, {call, gb_trees, from_orddict, [orddict(K, V)]}]}]};
type(gb_trees, iter, [K, V]) ->
    Tree = {call, gb_trees, from_orddict, [orddict(K, V)]},
    {union, [{call, gb_trees, iterator, [Tree]}, {call, gb_trees, iterator_from, [K, Tree]}]};
type(orddict, orddict, [K, V]) -> orddict(K, V);
type(ordsets, ordset, [T]) -> ordset(T);
type(queue, queue, [T]) ->
    Queue = {call, queue, from_list, [{list, T}]},
    {union, [Queue, {call, queue, in, [T, Queue]}, {call, queue, join, [Queue, Queue]},
             {tuple, [{list, T}, {list, T}]}]};
type(sets, set, [T]) ->
    {union, [{call, sets, from_list, [{list, T}]},
             {call, sets, from_list, [{list, T}, {is, [{version, 2}]}]}]};
type(maps, iterator, [_, _]) -> {call, maps, iterator, [map]};
type(sofs, a_set, []) -> {make, sofs_set};
type(sofs, ordset, []) -> {make, sofs_set};
type(sofs, relation, []) -> {union, [{call, sofs, relation, [{list, {tuple, [flat(), flat()]}}]}, {make, sofs_set}]};
type(sofs, binary_relation, []) -> {call, sofs, relation, [{list, {tuple, [flat(), flat()]}}]};
type(sofs, a_function, []) -> {union, [{call, sofs, a_function, [{list, {tuple, [flat(), any]}}]}, type(sofs, binary_relation, [])]};
type(sofs, family, []) -> {call, sofs, family, [{list, {tuple, [flat(), {list, flat()}]}}]};
type(sofs, set_of_sets, []) -> {call, sofs, set, [{list, {list, flat()}}, {is, [[atom]]}]};
type(sofs, spec_fun, []) -> {union, [{'fun', 1, any}, {tuple, [{is, external}, {'fun', 1, any}]}]};
type(binary, cp, []) -> {call, binary, compile_pattern, [{union, [binary, {list, binary}]}]};
type(rand, state, []) -> {make, seeded};
type(rand, alg_state, []) -> {make, seeded};
type(erl_pp, options, []) ->
    {list, {union, [{tuple, [{is, linewidth}, {range, 1, 100}]}, {tuple, [{is, indent}, {range, 1, 10}]},
                    {tuple, [{is, quote_singleton_atom_types}, boolean]}, {tuple, [{is, encoding}, encoding()]}]}};
type(erl_error, column, []) -> {size, 60};
type(digraph, graph, []) -> {make, graph};
type(digraph, vertex, []) -> flat();
type(digraph, edge, []) -> {union, [{tuple, [flat(), {range, 0, 9}]}, flat()]};
type(io_lib_pretty, column, []) -> {range, 0, 60};
type(io_lib_pretty, line_length, []) -> {range, 1, 100};
type(io_lib_pretty, depth, []) -> {range, -1, 20};
type(io_lib_pretty, line_max_chars, []) -> {range, -1, 100};
type(io_lib_pretty, chars_limit, []) -> {union, [{is, -1}, {range, 1, 100}]};
type(io_lib_pretty, rec_print_fun, []) -> {union, [{is, no_fun}, {'fun', 2, {union, [{is, no}, {list, atom}]}}]};
type(io_lib, format_spec, []) ->
    {map, [{exact, {is, control_char}, {union, [{is, C} || C <- "wpWPscefgbBxX#+in~"]}},
           {exact, {is, args}, {list, any}},
           {exact, {is, width}, {union, [{is, none}, {range, 0, 60}]}},
           {exact, {is, adjust}, {union, [{is, left}, {is, right}]}},
           {exact, {is, precision}, {union, [{is, none}, {range, 0, 60}]}},
           {exact, {is, pad_char}, char},
           {exact, {is, encoding}, {union, [{is, unicode}, {is, latin1}]}},
           {exact, {is, strings}, boolean}]};
type(unicode, Name, []) when Name =:= chardata; Name =:= charlist -> {call, functions_value, chardata, [{is, 2}]};
type(functions, _, []) -> {call, functions_value, iodata, [{is, 2}]};
type(erl_anno, anno, []) ->
    {union, [{natural, 0}, {tuple, [{natural, 0}, {natural, 1}]},
             {call, erl_anno, set_generated, [boolean, {natural, 0}]},
             {call, erl_anno, set_file, [string, {tuple, [{natural, 0}, {natural, 1}]}]},
             {call, erl_anno, set_text, [string, {natural, 0}]}]};
type(erl_scan, tokens, []) -> {make, tokens};
type(erl_scan, return_cont, []) -> {union, [{is, []}, {make, scan_continuation}]};
type(io, format, []) -> {make, format};
type(calendar, rfc3339_string, []) -> {make, rfc3339};
type(erl_lint, error_description, []) -> {make, lint_description};
type(erl_error, format_fun, []) -> {make, format_fun};
type(erl_error, stack_trim_fun, []) -> {make, stack_fun};
type(sofs, tuple_of, [T]) -> {union, [{tuple, lists:duplicate(N, T)} || N <- [1, 2, 3]]};
type(erl_parse, abstract_expr, []) -> {call, functions_source, expression, []};
type(erl_parse, abstract_clause, []) -> {call, functions_source, clause, []};
type(erl_parse, abstract_form, []) -> {call, functions_source, form, []};
type(erl_parse, abstract_type, []) -> {call, functions_source, type, []};
type(erl_eval, expression, []) -> {call, functions_source, expression, []};
type(erl_eval, expressions, []) -> {call, functions_source, expressions, []};
type(erl_eval, bindings, []) -> {call, functions_source, bindings, []};
type(erl_eval, binding_struct, []) -> {call, functions_source, bindings, []};
type(erl_eval, local_function_handler, []) -> {is, none};
type(erl_eval, non_local_function_handler, []) -> {is, none};
type(erlang, ext_binary, []) -> {make, external};
type(erlang, stacktrace, []) -> {make, stack_trace};
type(erlang, raise_stacktrace, []) -> {make, stack_trace};
type(Module, Name, Args) -> functions_builtin:type(Module, Name, Args).

set(Module, T) -> {call, Module, from_list, [{list, T}]}.
ordset(T) -> {call, ordsets, from_list, [{list, T}]}.
orddict(K, V) -> {call, orddict, from_list, [{list, {tuple, [K, V]}}]}.
flat_set() -> {call, sofs, set, [{list, flat()}]}.
flat() -> {union, [atom, {range, 0, 5}, {is, a}, {is, b}]}.

%% ---- arguments ----

%% {types, [Type]}, {make, Function} or {apply, Module, Function}, where functions_made:Function() or
%% Module:Function() returns the arguments, or default: those of the declaration.
arguments(lists, seq, 3) -> {types, [{size, 9}, {size, 90}, {union, [{range, -3, 3}, any]}]};
arguments(lists, seq, 2) -> {types, [{size, 9}, {size, 90}]};
arguments(lists, duplicate, 2) -> {types, [{size, 100}, any]};
arguments(string, chars, A) -> {types, lists:sublist([char, {size, 90}, string], A)};
arguments(string, copies, 2) -> {types, [string, {size, 12}]};
arguments(string, Side, A) when Side =:= left; Side =:= right; Side =:= centre ->
    {types, lists:sublist([string, {size, 60}, char], A)};
arguments(string, pad, A) ->
    {types, lists:sublist([chardata(), {size, 60}, {union, [{is, leading}, {is, trailing}, {is, both}]},
                           {union, [char, string]}], A)};
arguments(string, F, 1) when F =:= to_float; F =:= to_integer; F =:= list_to_integer; F =:= list_to_float ->
    {make, number_string};
arguments(unicode, F, A) when A > 1, F =:= characters_to_list orelse F =:= characters_to_binary ->
    {types, lists:sublist(case one_in(3) of
        true -> [binary, wide_encoding(), {union, [encoding(), wide_encoding()]}];
        false -> [{call, functions_value, chardata, [{is, 2}]}, encoding(), {union, [encoding(), wide_encoding()]}]
    end, A)};
arguments(binary, copy, 2) -> {types, [binary, {size, 60}]};
arguments(array, new, 1) -> {types, [{named, array, array_opts, []}]};
arguments(array, new, 2) -> {types, [{size, 60}, {named, array, array_opts, []}]};
arguments(array, resize, 2) -> {types, [{size, 60}, {named, array, array, [any]}]};
arguments(array, F, A) when F =:= from_list; F =:= from_orddict -> {types, from_orddict(F, A)};
arguments(rand, F, A) when F =:= bytes; F =:= bytes_s -> {types, lists:sublist([{size, 100}, {make, seeded}], A)};
arguments(rand, exro928_next, 1) -> {make, exro928};
arguments(rand, jump, 1) -> {types, [{make, seeded}]};
arguments(rand, seed58, 2) -> {types, [{kept, {range, 0, 9}}, {natural, 0}]};
arguments(rand, Seed, A) when Seed =:= seed; Seed =:= seed_s, A =:= 2 ->
    {types, [algorithm(), {union, [integer, {tuple, [integer, integer, integer]}, {list, {natural, 1}}]}]};
arguments(sofs, a_function, 2) -> {types, [orddict(flat(), flat()), {is, [{atom, atom}]}]};
arguments(sofs, family, 2) -> {types, [orddict(flat(), {list, flat()}), {is, [{atom, [atom]}]}]};
arguments(sofs, digraph_to_family, A) -> {types, lists:sublist([{make, graph}, {is, [{atom, [atom]}]}], A)};
arguments(sofs, extension, 3) ->
    {types, [{named, sofs, binary_relation, []}, {call, sofs, set, [{list, flat()}]}, {call, sofs, from_term, [flat()]}]};
arguments(sofs, F, 1) when F =:= family_domain; F =:= family_field; F =:= family_range ->
    {types, [{call, sofs, family, [orddict(flat(), {list, {tuple, [flat(), flat()]}}), {is, [{atom, [{atom, atom}]}]}]}]};
arguments(sofs, F, 1) when F =:= family_union; F =:= family_intersection ->
    {types, [{call, sofs, family, [orddict(flat(), {nonempty, {list, flat()}}), {is, [{atom, [[atom]]}]}]}]};
arguments(sofs, multiple_relative_product, 2) ->
    Relation = {named, sofs, binary_relation, []},
    {types, [{tuple, [Relation, Relation]}, Relation]};
arguments(sofs, set, 2) -> {types, [{list, flat()}, {is, [atom]}]};
arguments(sofs, relation, A) ->
    {types, lists:sublist([{list, {tuple, [flat(), flat()]}}, {union, [{is, [{atom, atom}]}, {is, 2}, {is, [{x, y}]}, {is, 3}]}], A)};
arguments(sofs, family, 1) -> {types, [orddict(flat(), {list, flat()})]};
arguments(sofs, from_term, 2) ->
    {types, [{list, {tuple, [flat(), {list, flat()}]}}, {union, [{is, [{atom, [atom]}]}, {is, [atom]}, {is, '_'}, {is, [{'_', '_'}]}, {is, [[atom]]}]}]};
arguments(sofs, F, 2) when F =:= union; F =:= intersection; F =:= difference; F =:= symdiff; F =:= is_subset; F =:= is_equal;
                           F =:= is_disjoint; F =:= product; F =:= symmetric_partition ->
    {types, pick([[{named, sofs, binary_relation, []}, {named, sofs, binary_relation, []}], [flat_set(), flat_set()],
                  [{named, sofs, a_set, []}, {named, sofs, a_set, []}]])};
arguments(sofs, powerset, 1) -> {types, [{call, sofs, set, [{is, [a, b, c, d]}]}]};
arguments(calendar, system_time_to_rfc3339, 2) -> {make, calendar_options};
arguments(io_lib, Format, A) when Format =:= format, A =< 2; Format =:= fwrite, A =< 2; Format =:= scan_format;
                                  Format =:= build_text -> format_arguments(A);
arguments(io_lib, indentation, 2) -> {types, [string, {size, 60}]};
arguments(io_lib_format, indentation, 2) -> {types, [string, {size, 60}]};
arguments(io_lib, print, 4) -> {types, [any | pretty([column, line_length, depth])]};
arguments(erl_pp, F, A) when F =:= expr, A > 2; F =:= exprs, A > 2 ->
    Options = {named, erl_pp, options, []},
    Code = case F of expr -> {named, erl_parse, abstract_expr, []}; exprs -> {named, erl_eval, expressions, []} end,
    {types, case A of 3 -> [Code, {size, 60}, Options]; 4 -> [Code, {size, 60}, {size, 1000}, Options] end};
arguments(io_lib_pretty, print, 3) -> {types, [any | pretty([depth, rec_print_fun])]};
arguments(io_lib_pretty, print, 4) -> {types, [any | pretty([column, line_length, depth])]};
arguments(io_lib_pretty, print, 5) -> {types, [any | pretty([column, line_length, depth, rec_print_fun])]};
arguments(io_lib_pretty, print, 6) ->
    {types, [any | pretty([column, line_length, depth, line_max_chars, rec_print_fun])]};
arguments(io_lib_pretty, intermediate, 6) -> {types, [any | pretty([chars_limit, depth, rec_print_fun, encoding])] ++ [boolean]};
arguments(erl_error, format_call, A) -> {types, lists:sublist([{kept, {range, 1, 60}}, called(), {list, any}, {make, format_fun}, encoding()], A)};
arguments(erl_error, format_fun, A) -> {types, lists:sublist(['fun', encoding()], A)};
arguments(erl_error, format_stacktrace, A) ->
    {types, lists:sublist([{kept, {range, 1, 60}}, {make, stack_trace}, {make, stack_fun}, {make, format_fun}, encoding()], A)};
arguments(erl_error, format_exception, A) when A > 4 ->
    {types, lists:sublist([{kept, {range, 1, 60}}, class(), any, {make, stack_trace}, {make, stack_fun},
                           {make, case A of 8 -> limited_format_fun; _ -> format_fun end}, encoding(),
                           {kept, {union, [{is, -1}, {range, 1, 200}]}}], A)};
arguments(erl_internal, add_predefined_functions, 1) -> {types, [{make, forms}]};
arguments(erl_internal, op_type, 2) -> {types, [operator(), {range, 1, 2}]};
arguments(erl_parse, inop_prec, 1) -> {types, [operator()]};
arguments(erl_parse, parse_and_scan, 1) -> {types, [{kept, {make, scanner}}]};
arguments(erl_scan, continuation_location, 1) -> {types, [{make, scan_continuation}]};
arguments(erl_lint, exprs_opt, 3) ->
    {types, [{named, erl_eval, expressions, []}, {named, erl_eval, bindings, []}, {named, erl_lint, compile_options, []}]};
arguments(erl_lint, used_vars, 2) -> {types, [{named, erl_eval, expressions, []}, {named, erl_eval, bindings, []}]};
arguments(eval_bits, bin_gen, A) ->
    {types, lists:sublist([{tuple, [{is, bin}, {is, 1}, {make, pattern_fields}]}, bitstring, bindings(), bindings(), {make, binding_fun}, {make, evaluation_fun}, {make, error_fun}], A)};
arguments(eval_bits, match_bits, A) ->
    {types, lists:sublist([{make, pattern_fields}, bitstring, bindings(), bindings(), {make, binding_fun}, {make, evaluation_fun}, {make, error_fun}], A)};
arguments(eval_bits, expr_grp, A) -> {types, lists:sublist([{make, built_fields}, bindings(), {make, evaluation_fun}, {make, error_fun}], A)};
arguments(erl_eval, check_command, 2) -> {types, [{named, erl_eval, expressions, []}, {named, erl_eval, bindings, []}]};
arguments(erl_eval, partial_eval, 1) -> {types, [{named, erl_parse, abstract_expr, []}]};
arguments(erl_parse, F, A) when F =:= tokens; F =:= normalise ->
    {types, lists:sublist([{call, erl_parse, abstract, [any]}, {make, tokens}], A)};
arguments(erl_lint, value_option, A) -> {types, value_option(A)};
arguments(erl_lint, exprs, 2) -> {types, [{named, erl_eval, expressions, []}, {named, erl_eval, bindings, []}]};
arguments(erl_pp, F, A) when F =:= function; F =:= legalize_vars ->
    {types, lists:sublist([{make, function_form}, {named, erl_pp, options, []}], A)};
arguments(io_lib_pretty, write, 1) ->
    {types, [{call, io_lib_pretty, intermediate, [any, {is, -1}, {is, -1}, {is, no_fun}, {is, unicode}, boolean]}]};
arguments(io_lib, F, A) when F =:= collect_chars; F =:= collect_line ->
    Data = {union, [{is, eof}, string, binary]},
    Tag = {union, [{is, start}, {call, io_lib, F, [{is, start}, Data, encoding(), {size, 60}]}]},
    {types, case A of 3 -> [Tag, Data, {size, 60}]; 4 -> [Tag, Data, encoding(), {size, 60}] end};
arguments(io_lib, write_binary, 3) -> {types, [binary, {range, -1, 60}, {range, -1, 60}]};
arguments(rand, make_float, 3) -> {types, [{range, 0, 1}, {range, 0, 2046}, {range, 0, 1 bsl 52 - 1}]};
arguments(erlang, F, 1) when F =:= universaltime_to_localtime; F =:= localtime_to_universaltime; F =:= universaltime_to_posixtime ->
    {types, [{make, datetime}]};
arguments(erlang, localtime_to_universaltime, 2) -> {types, [{make, datetime}, {union, [boolean, {is, undefined}]}]};
arguments(lists, F, 2) when F =:= zip -> {types, [three(), three()]};
arguments(lists, F, 3) when F =:= zip3 -> {types, [three(), three(), three()]};
arguments(lists, zipwith, 3) -> {types, [{'fun', 2, any}, three(), three()]};
arguments(lists, zipwith3, 4) -> {types, [{'fun', 3, any}, three(), three(), three()]};
arguments(math, F, 1) when F =:= acos; F =:= asin; F =:= atanh -> {types, [{union, [number, {call, rand, make_float, [{range, 0, 1}, {range, 0, 1023}, {natural, 0}]}]}]};
arguments(Module, F, A) when Module =:= binary orelse Module =:= erlang, F =:= part orelse F =:= binary_part orelse F =:= bin_to_list, A > 1 ->
    {types, case A of 2 -> [binary, {tuple, [{range, 0, 6}, {range, -3, 6}]}]; 3 -> [binary, {range, 0, 6}, {range, -3, 6}] end};
arguments(unicode, F, 2) when F =:= characters_to_binary_int; F =:= characters_to_list_int -> {types, [chardata(), encoding()]};
arguments(erlang, apply, 3) -> {make, applied};
arguments(erlang, list_to_pid, 1) -> {types, [{call, erlang, pid_to_list, [pid]}]};
arguments(erlang, list_to_port, 1) -> {types, [{call, erlang, port_to_list, [port]}]};
arguments(erlang, list_to_ref, 1) -> {types, [{call, erlang, ref_to_list, [reference]}]};
arguments(io_lib_format, fwrite, 2) -> {make, format_call};
arguments(io_lib_format, scan, 2) -> {make, format_call};
arguments(Module, F, 3) when Module =:= io_lib orelse Module =:= io_lib_format, F =:= format orelse F =:= fwrite -> {make, limited_format_call};
arguments(otp_internal, _, A) -> {types, lists:sublist([{make, reserved}, {make, reserved}, {range, 0, 5}], A)};
arguments(erlang, Shift, 2) when Shift =:= 'bsl'; Shift =:= 'bsr' -> {make, big_shift};
arguments(erlang, make_tuple, A) -> {types, lists:sublist([{size, 100}, any, {list, {tuple, [{size, 100}, any]}}], A)};
arguments(erlang, F, A) when F =:= list_to_integer; F =:= list_to_float -> number_arguments(string, A);
arguments(erlang, F, A) when F =:= binary_to_integer; F =:= binary_to_float -> number_arguments(binary, A);
arguments(erlang, F, A) when F =:= term_to_binary; F =:= external_size; F =:= term_to_iovec ->
    Options = [{is, {minor_version, N}} || N <- [0, 1] ++ [2 || F =/= external_size]] ++ [{is, compressed} || F =:= term_to_binary]
        ++ [{is, deterministic} || F =/= external_size],
    {types, lists:sublist([{kept, {make, plain}}, {list, {union, Options}}], A)};
arguments(erlang, binary_to_term, 1) -> {types, [{make, external}]};
arguments(erlang, binary_to_term, 2) -> {make, external_call};
arguments(erlang, list_to_existing_atom, 1) ->
    {types, [{kept, {union, [{call, erlang, atom_to_list, [atom]}, {is, "no such atom"}, {is, a}, {is, [-1]}]}}]};
arguments(erlang, binary_to_existing_atom, A) ->
    {types, lists:sublist([{kept, {union, [{call, erlang, atom_to_binary, [atom]}, {is, <<"no such atom">>}, {is, <<255>>}, {is, a}]}}, encoding()], A)};
arguments(erlang, md5_final, 1) -> {types, [{call, erlang, md5_update, [{call, erlang, md5_init, []}, {named, functions, iodata, []}]}]};
arguments(re, compile, 1) -> {types, [regexp()]};
arguments(re, compile, 2) -> {types, [regexp(), regexp_options(compile)]};
arguments(re, run, A) -> {types, lists:sublist([subject(), pattern(), regexp_options(run)], A)};
arguments(re, internal_run, 4) -> {types, [subject(), pattern(), regexp_options(run), {kept, {is, true}}]};
arguments(re, split, A) -> {types, lists:sublist([subject(), pattern(), regexp_options(split)], A)};
arguments(re, replace, A) ->
    {types, lists:sublist([subject(), pattern(), {call, functions_regexp, replacement, []}, regexp_options(replace)], A)};
arguments(re, inspect, 2) -> {types, [pattern(), {union, [{is, namelist}, atom]}]};
arguments(erlang, posixtime_to_universaltime, 1) -> {types, [{range, -62135596800, 1 bsl 62}]};
arguments(Module, Function, Arity) -> functions_builtin:arguments(Module, Function, Arity).

wide_encoding() -> {union, [{is, utf16}, {is, utf32}, {tuple, [{union, [{is, utf16}, {is, utf32}]}, {union, [{is, big}, {is, little}]}]}]}.

encoding() -> {union, [{is, latin1}, {is, unicode}, {is, utf8}]}.

format_arguments(2) -> {make, format_call};
format_arguments(_) -> default.

from_orddict(from_list, A) -> lists:sublist([{list, any}, any], A);
from_orddict(from_orddict, A) -> lists:sublist([{call, orddict, from_list, [{list, {tuple, [{range, 0, 60}, any]}}]}, any], A).

number_arguments(string, A) -> {types, lists:sublist([{union, [{call, functions_value, number_text, []}, string]}, base()], A)};
number_arguments(binary, A) ->
    {types, lists:sublist([{call, erlang, list_to_binary, [{union, [{call, functions_value, number_text, []}, string]}]}, base()], A)}.

base() -> {union, [{range, 0, 37}, {is, 10}, {is, 36}]}.
three() -> {call, erlang, tuple_to_list, [{tuple, [any, any, any]}]}.

%% value_option(Option, Default, Options), or with two names that options may have and what each stands for.
value_option(3) -> [{is, a}, any, option_list()];
value_option(7) -> [{is, a}, any, {is, b}, any, {is, c}, any, option_list()].

option_list() -> {list, {union, [{is, b}, {is, c}, {tuple, [{union, [{is, a}, {is, b}]}, any]}, any]}}.

%% How much is printed is never of another type: there is no end of a text with a number of columns below 0.
pretty(Names) -> [{kept, {named, io_lib_pretty, Name, []}} || Name <- Names].

chardata() -> {named, unicode, chardata, []}.

regexp() -> {call, functions_regexp, expression, []}.
pattern() -> {union, [regexp(), {call, functions_regexp, compiled, []}]}.
subject() -> {call, functions_regexp, subject, []}.
regexp_options(For) -> {call, functions_regexp, options, [{is, For}]}.

called() -> {union, ['fun', {tuple, [atom, atom]}]}.
class() -> {union, [{is, error}, {is, exit}, {is, throw}]}.
operator() -> {union, [{is, Name} || Name <- ['+', '-', '*', '/', 'div', 'band', 'not', 'bnot', 'and', 'xor', '=<', '=:=', '++', '--', '!', '=', '||', '|', '#']]}.
bindings() -> {call, orddict, from_list, [{list, {tuple, [{union, [{is, Name} || Name <- ['A', 'B', 'N', 'X']]}, {range, 0, 9}]}}]}.

algorithm() -> {union, [{is, A} || A <- [default, exsss, exro928ss, exrop, exs1024s, exsp, exs64, exsplus, exs1024, dummy, none]]}.
